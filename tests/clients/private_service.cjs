// A private service and a peering with AWS's SDK for JavaScript; prints what it sees as JSON.
const {
  EC2Client, AcceptVpcPeeringConnectionCommand, CreateVpcCommand, CreateVpcEndpointCommand,
  CreateVpcPeeringConnectionCommand, DeleteVpcEndpointsCommand, DescribeVpcEndpointsCommand,
  DescribeVpcPeeringConnectionsCommand, paginateDescribeVpcPeeringConnections, waitUntilVpcPeeringConnectionExists,
} = require("@aws-sdk/client-ec2");

const client = new EC2Client({ endpoint: process.argv[2], region: "us-east-1" });
const service = "com.amazonaws.us-east-1.s3";

async function main() {
  const vpcs = [];
  for (const block of ["10.0.0.0/16", "10.1.0.0/16"]) {
    vpcs.push((await client.send(new CreateVpcCommand({ CidrBlock: block }))).Vpc.VpcId);
  }
  const tags = [{ ResourceType: "vpc-endpoint", Tags: [{ Key: "Name", Value: "s3" }] }];
  const request = { VpcId: vpcs[0], ServiceName: service, TagSpecifications: tags };
  const endpoint = (await client.send(new CreateVpcEndpointCommand(request))).VpcEndpoint;
  const shown = (await client.send(new DescribeVpcEndpointsCommand({}))).VpcEndpoints;
  const gone = await client.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [endpoint.VpcEndpointId, "vpce-00000000000000000"] }));
  const error = await client.send(new CreateVpcEndpointCommand({ VpcId: vpcs[0], ServiceName: "nothing" })).catch((refused) => refused);
  const asked = await client.send(new CreateVpcPeeringConnectionCommand({ VpcId: vpcs[0], PeerVpcId: vpcs[1] }));
  const id = asked.VpcPeeringConnection.VpcPeeringConnectionId;
  await waitUntilVpcPeeringConnectionExists({ client, maxWaitTime: 20 }, { VpcPeeringConnectionIds: [id] });
  await client.send(new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId: id }));
  const peerings = await client.send(new DescribeVpcPeeringConnectionsCommand({ VpcPeeringConnectionIds: [id] }));
  let pages = 0;
  for await (const page of paginateDescribeVpcPeeringConnections({ client, pageSize: 5 }, {})) {
    pages += page.VpcPeeringConnections.length;
  }
  console.log(JSON.stringify({
    created: endpoint.CreationTimestamp instanceof Date,
    shown: shown.map((one) => [one.VpcEndpointId === endpoint.VpcEndpointId, one.State, one.PrivateDnsEnabled, one.Tags]),
    unsuccessful: gone.Unsuccessful.map((one) => one.Error.Code),
    error: [error.name, error.$metadata.httpStatusCode, typeof error.$metadata.requestId],
    peering: peerings.VpcPeeringConnections[0].Status.Code,
    paged: pages,
  }));
}

main();
