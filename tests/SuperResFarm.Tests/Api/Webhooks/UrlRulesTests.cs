using Microsoft.Extensions.Options;
using SuperResFarm.Api.Webhooks;

namespace SuperResFarm.Tests.Api.Webhooks;

public class UrlRulesTests
{
    [Theory]
    [InlineData("https://hooks.example.com/x?tenant=7")]
    [InlineData("https://HOOKS.example.com:443/")]
    [InlineData("https://8.8.8.8/x")]
    [InlineData("https://[2606:4700::1111]/x")]
    [InlineData("https://xn--mnchen-3ya.example/x")]
    public void MistakeIn_PublicAddress_IsNone(string url) => Assert.Null(Rules(new()).MistakeIn(url));

    [Theory, MemberData(nameof(AddressTable.DeniedHosts), MemberType = typeof(AddressTable))]
    public void MistakeIn_HostThatLeadsInside_IsRefused(string host) => Assert.NotNull(Rules(new()).MistakeIn($"https://{host}/hook"));

    [Theory, MemberData(nameof(AddressTable.Denied), MemberType = typeof(AddressTable))]
    public void MistakeIn_SpecialAddress_IsRefused(string address) =>
        Assert.NotNull(Rules(new() { AllowPrivate = ["10.1.0.0/16"] }).MistakeIn($"https://{(address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address)}/hook"));

    [Theory]
    [InlineData("http://hooks.example.com/", "https://")]
    [InlineData("ftp://hooks.example.com/", "https://")]
    [InlineData("file:///etc/passwd", "absolute")]
    [InlineData("gopher://hooks.example.com/", "https://")]
    [InlineData("https://user:secret@hooks.example.com/", "user name")]
    [InlineData("https://user@hooks.example.com/", "user name")]
    [InlineData("https://@hooks.example.com/", "user name")]
    [InlineData("https://hooks.example.com:8443/", "port 443")]
    [InlineData("https://hooks.example.com:22/", "port 443")]
    [InlineData("https://hooks.example.com/#part", "fragment")]
    [InlineData("https://hooks.example.com/a b", "absolute")]
    [InlineData("https://hooks.example.com/\r\nx: y", "absolute")]
    [InlineData("https://münchen.example/", "xn--")]
    [InlineData("/hook", "absolute")]
    [InlineData("hooks.example.com", "absolute")]
    [InlineData("", "absolute")]
    [InlineData("https:///hook", "absolute")]
    public void MistakeIn_WrongForm_IsRefused(string url, string part) => Assert.Contains(part, Rules(new()).MistakeIn(url), StringComparison.Ordinal);

    [Fact]
    public void MistakeIn_WhatTheOperatorAllows_IsNone()
    {
        Assert.Null(Rules(new() { AllowHttp = true }).MistakeIn("http://hooks.example.com/"));
        Assert.NotNull(Rules(new() { AllowHttp = true }).MistakeIn("http://hooks.example.com:8080/"));
        Assert.Null(Rules(new() { AllowPrivate = ["10.1.0.0/16"] }).MistakeIn("https://10.1.0.7:8443/"));
        Assert.Null(Rules(new() { AllowPrivate = ["10.1.0.0/16"] }).MistakeIn("https://receiver:8443/"));
    }

    private static UrlRules Rules(WebhookOptions options) => new(new AddressGuard(Options.Create(options)), Options.Create(options));
}
