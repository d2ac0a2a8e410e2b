using Microsoft.Extensions.Configuration;
using SuperResFarm.Api.Settings;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Tests.Api;

public class KeyOptionsTests
{
    private static readonly string _pepper = new('p', 32);

    [Theory]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("http://127.1.2.3:8080", true)]
    [InlineData("http://localhost:8080", true)]
    [InlineData("http://[::1]:8080", true)]
    [InlineData("http://0.0.0.0:8080", false)]
    [InlineData("http://*:8080", false)]
    [InlineData("http://+:8080", false)]
    [InlineData("http://[::]:8080", false)]
    [InlineData("http://10.0.0.7:8080", false)]
    [InlineData("https://farm.example.com", false)]
    [InlineData("http://localhost.example.com:80", false)]
    [InlineData("http://127.0.0.1:8080;http://0.0.0.0:9464", false)]
    public void Listening_BeyondTheLoopback_NeedsAWord(string urls, bool good)
    {
        var rule = new ListeningRule(new ConfigurationBuilder().AddInMemoryCollection([new("urls", urls)]).Build());
        var result = rule.Validate(null, new ApiOptions());
        Assert.Equal(good, result.Succeeded);
        if (!good)
            Assert.Contains("Api:Keys:Required=true", result.FailureMessage, StringComparison.Ordinal);
        foreach (var options in new[] { Keys(new() { Required = true }), Keys(new() { Open = true }), new ApiOptions { TrustTenantHeader = true } })
            Assert.True(rule.Validate(null, options).Succeeded);
    }

    [Theory]
    [InlineData("http_ports", "8080")]
    [InlineData("https_ports", "8443")]
    [InlineData("Kestrel:Endpoints:Http:Url", "http://0.0.0.0:80")]
    public void Listening_ByOtherSettings_CountsToo(string key, string value) =>
        Assert.True(new ListeningRule(new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build()).Validate(null, new ApiOptions()).Failed);

    [Fact]
    public void Keys_Mistakes_AreNamedWithTheirRemedy()
    {
        Assert.Contains("openssl rand", Mistake(new() { Required = true }), StringComparison.Ordinal);
        Assert.Contains("Api:Keys:Pepper must have 32 bytes", Mistake(new() { Required = true, Pepper = "short" }), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Mistake(new() { PepperFile = "/nowhere/pepper" }), StringComparison.Ordinal);
        Assert.Contains("both set", Mistake(new() { Pepper = _pepper, PepperFile = "/nowhere/pepper" }), StringComparison.Ordinal);
        Assert.Contains("contradict", Mistake(new() { Required = true, Open = true, Pepper = _pepper }), StringComparison.Ordinal);
        Assert.Contains("contradict", Assert.Single(KeyOptionsRules.MistakesIn(new() { Required = true, Pepper = _pepper }, trustsHeader: true)), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Mistake(new() { Pepper = _pepper, BootstrapFile = "/nowhere/key" }), StringComparison.Ordinal);
        Assert.Empty(KeyOptionsRules.MistakesIn(new() { Required = true, Pepper = _pepper }, trustsHeader: false));
        Assert.Empty(KeyOptionsRules.MistakesIn(new(), trustsHeader: true));
    }

    [Fact]
    public void Files_OfSecrets_AreReadWithoutTheirLineEnd()
    {
        var folder = Directory.CreateTempSubdirectory("superres-keys-");
        var (pepper, bootstrap, key) = (Path.Combine(folder.FullName, "pepper"), Path.Combine(folder.FullName, "key"), KeyText.Create());
        File.WriteAllText(pepper, _pepper + "\n");
        File.WriteAllText(bootstrap, key.Reveal() + "\n");
        var options = new KeyOptions { Required = true, PepperFile = pepper, BootstrapFile = bootstrap };
        Assert.Empty(KeyOptionsRules.MistakesIn(options, trustsHeader: false));
        Assert.Equal(KeyOptionsRules.PepperOf(new() { Pepper = _pepper }), KeyOptionsRules.PepperOf(options));
        Assert.Equal(key, KeyOptionsRules.BootstrapOf(options));
        File.WriteAllText(bootstrap, "no key");
        Assert.Contains("holds no key", Mistake(options), StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    private static ApiOptions Keys(KeyOptions keys) => new() { Keys = keys };

    private static string Mistake(KeyOptions options) => Assert.Single(KeyOptionsRules.MistakesIn(options, trustsHeader: false));
}
