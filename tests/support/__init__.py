"""What tests of several folders share: an account in a Region, refusals that change nothing, the picture of an account."""
