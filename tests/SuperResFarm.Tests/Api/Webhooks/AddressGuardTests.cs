using System.Net;
using Microsoft.Extensions.Options;
using SuperResFarm.Api.Webhooks;

namespace SuperResFarm.Tests.Api.Webhooks;

public class AddressGuardTests
{
    [Theory, MemberData(nameof(AddressTable.Denied), MemberType = typeof(AddressTable))]
    public void Allows_SpecialAddress_Never(string address)
    {
        Assert.False(Guard().Allows(IPAddress.Parse(address), 443));
        Assert.False(Guard("10.1.0.0/16").Allows(IPAddress.Parse(address), 443));   // a network of one's own opens no other
    }

    [Theory, MemberData(nameof(AddressTable.Public), MemberType = typeof(AddressTable))]
    public void Allows_PublicAddress_OnTheUsualPortsOnly(string address)
    {
        var parsed = IPAddress.Parse(address);
        Assert.True(Guard().Allows(parsed, 443));
        Assert.All([1, 22, 80, 444, 6379, 8443, 65535], port => Assert.False(Guard("10.1.0.0/16").Allows(parsed, port)));
        Assert.True(new AddressGuard(Options.Create(new WebhookOptions { AllowHttp = true })).Allows(parsed, 80));
    }

    [Fact]
    public void Denied_AreManyForms() => Assert.True(AddressTable.Denied.Count >= 40 && AddressTable.DeniedHosts.Count >= 40);

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("64:ff9b::10.1.2.3", true)]
    [InlineData("fd00:1::7", true)]
    [InlineData("10.2.0.1", false)]
    [InlineData("fd00:2::7", false)]
    [InlineData("2002:a01:203::1", false)]
    public void Allows_NetworksOfOnesOwn_OnAnyPort(string address, bool allowed) =>
        Assert.Equal(allowed, Guard("10.1.0.0/16", "fd00:1::/32").Allows(IPAddress.Parse(address), 8443));

    private static AddressGuard Guard(params string[] own) => new(Options.Create(new WebhookOptions { AllowPrivate = own }));
}
