"""Options of Client VPN endpoints: those that are taken, with what is shown then, and those that are refused."""

from client_vpn_site import ABSENT, ACCOUNT

FUNCTION = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:AWSClientVPN-check"

OPTIONS = [
    ({"DnsServers": ["8.8.8.8", "8.8.4.4"]}, "DnsServers", ["8.8.8.8", "8.8.4.4"]),
    ({"TransportProtocol": "tcp"}, "TransportProtocol", "tcp"),
    ({"VpnPort": 1194}, "VpnPort", 1194),
    ({"SessionTimeoutHours": 8}, "SessionTimeoutHours", 8),
    ({"SplitTunnel": True}, "SplitTunnel", True),
    ({"Description": "staff"}, "Description", "staff"),
    (
        {"ClientLoginBannerOptions": {"Enabled": True, "BannerText": "Grüezi"}},
        "ClientLoginBannerOptions",
        {"Enabled": True, "BannerText": "Grüezi"},
    ),
    (
        {"ClientConnectOptions": {"Enabled": True, "LambdaFunctionArn": FUNCTION}},
        "ClientConnectOptions",
        {"Enabled": True, "LambdaFunctionArn": FUNCTION, "Status": {"Code": "applied"}},
    ),
    ({"ClientRouteEnforcementOptions": {"Enforced": True}}, "ClientRouteEnforcementOptions", {"Enforced": True}),
    ({"DisconnectOnSessionTimeout": False}, "DisconnectOnSessionTimeout", False),
    ({"SelfServicePortal": "disabled"}, "SelfServicePortalUrl", None),
    ({"ClientCidrBlock": "100.64.0.0/12"}, "ClientCidrBlock", "100.64.0.0/12"),
    ({"ClientCidrBlock": "100.64.0.0/22"}, "ClientCidrBlock", "100.64.0.0/22"),
]

BAD = [
    ({"AuthenticationOptions": []}, "MissingParameter"),
    ({"AuthenticationOptions": [{"Type": "certificate-authentication"}]}, "MissingParameter"),
    ({"AuthenticationOptions": [{"Type": "directory-service-authentication"}]}, "MissingParameter"),
    ({"AuthenticationOptions": [{"Type": "federated-authentication"}]}, "MissingParameter"),
    ({"ConnectionLogOptions": {"Enabled": True}}, "InvalidParameterValue"),
    ({"ConnectionLogOptions": {"Enabled": True, "CloudwatchLogGroup": "none"}}, "InvalidParameterValue"),
    ({"ClientCidrBlock": "10.0.0.0/11"}, "InvalidParameterValue"),
    ({"ClientCidrBlock": "10.0.0.0/23"}, "InvalidParameterValue"),
    ({"ClientCidrBlock": "10.0.0.1/16"}, "InvalidParameterValue"),
    ({"ClientCidrBlock": "fd00::/16"}, "InvalidParameterValue"),
    ({"DnsServers": ["8.8.8.8", "8.8.4.4", "1.1.1.1"]}, "InvalidParameterValue"),
    ({"DnsServers": ["dns.example.com"]}, "InvalidParameterValue"),
    ({"VpnPort": 444}, "InvalidParameterValue"),
    ({"SessionTimeoutHours": 7}, "InvalidParameterValue"),
    ({"ClientLoginBannerOptions": {"Enabled": True, "BannerText": "x" * 1401}}, "InvalidParameterValue"),
    ({"ClientLoginBannerOptions": {"Enabled": True}}, "InvalidParameterValue"),
    ({"ClientConnectOptions": {"Enabled": True}}, "InvalidParameterValue"),
    (
        {"ClientConnectOptions": {"Enabled": True, "LambdaFunctionArn": FUNCTION.replace("AWSClientVPN-", "")}},
        "InvalidParameterValue",
    ),
    (
        {"ClientConnectOptions": {"Enabled": True, "LambdaFunctionArn": FUNCTION.replace(ACCOUNT, "222222222222")}},
        "InvalidParameterValue",
    ),
    ({"VpcId": f"vpc-{ABSENT}"}, "InvalidVpcID.NotFound"),
    ({"VpcId": "nonsense"}, "InvalidVpcId.Malformed"),
    ({"ServerCertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/none"}, "InvalidParameterValue"),
]
