using SuperResFarm.Contracts.Http;

namespace SuperResFarm.EndToEndTests.Farm;

/// <summary>A real farm that asks for keys, set up and used by commands alone.</summary>
public sealed class AccessTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Farm_WithKeys_IsSetUpAndUsedByCommands()
    {
        var admin = (await _work.RunAsync("keys", "generate")).Exits(0).Out.Trim();
        File.WriteAllText(_work["admin"], admin);
        File.WriteAllText(_work["pepper"], "a pepper of thirty-two bytes or more");
        _work.Variables["Api__Keys__Required"] = "true";
        _work.Variables["Api__Keys__PepperFile"] = _work["pepper"];
        _work.Variables["Api__Keys__BootstrapFile"] = _work["admin"];
        await using var farm = await RealFarm.StartAsync(_work);
        _work.Variables["SUPERRES_FARM"] = farm.Url;
        Picture.Draw(farm.PathOf("s3://photos/a/x.png"));
        Picture.Draw(farm.PathOf("s3://photos/b/x.png"));

        (await _work.RunAsync("jobs")).Exits(2).SaysInOneLine("SUPERRES_KEY or --key-file");
        var shown = (await _work.RunAsync("tenants", "set", "acme", "--queued-items", "5", "--read", "s3://photos/a/", "--key-file", "admin")).Exits(0).Out;
        Assert.Matches(@"queued items\s+│ 0 of 5", shown);
        (await _work.RunAsync("tenants", "set", "acme", "--megapixels-per-day", "1000", "--bytes-per-day", "2.5TB", "--retention-days", "30", "--key-file", "admin")).Exits(0);
        var tenant = Assert.Single((await _work.RunAsync("tenants", "list", "--json", "--key-file", "admin")).Exits(0).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("\"quotas\":{\"queuedItems\":5,\"megapixelsPerDay\":1000,\"bytesPerDay\":2500000000000},", tenant, StringComparison.Ordinal);
        Assert.Contains("\"readPrefixes\":[\"s3://photos/a/\"]", tenant, StringComparison.Ordinal);
        Assert.Contains("\"retentionDays\":30", tenant, StringComparison.Ordinal);
        Assert.Matches(@"bytes today\s+│ 0 B of 2\.5 TB", (await _work.RunAsync("tenants", "show", "acme", "--key-file", "admin")).Exits(0).Out);

        var key = (await _work.RunAsync("keys", "create", "acme", "--label", "scanner", "--expires", "90", "--key-file", "admin")).Exits(0).Out.Trim();
        Assert.NotNull(KeyText.Parse(key));
        _work.Variables["SUPERRES_KEY"] = key;
        (await _work.RunAsync("submit", "--prefix", "s3://photos/a/", "-o", "s3://results/", "-n", "bicubic", "-s", "2", "--watch")).Exits(0);
        (await _work.RunAsync("submit", "--prefix", "s3://photos/b/", "-o", "s3://results/", "-n", "bicubic")).Exits(2).SaysInOneLine("outside the buckets and prefixes");
        (await _work.RunAsync("tenants", "list")).Exits(2).SaysInOneLine("lacks the scope admin");

        var id = KeyText.Parse(key)!.Id;   // asserted above
        Assert.Matches($@"{id}\s+live\s+scanner\s+read submit", (await _work.RunAsync("keys", "list", "acme", "--key-file", "admin")).Exits(0).Out);
        (await _work.RunAsync("keys", "revoke", "acme", id, "--key-file", "admin")).Exits(0);
        await Task.Delay(TimeSpan.FromSeconds(5));   // as long as it may take
        (await _work.RunAsync("jobs")).Exits(2).SaysInOneLine("not valid");
        (await _work.RunAsync("tenants", "remove", "acme", "--key-file", "admin")).Exits(0);
        var audit = (await _work.RunAsync("audit", "--tenant", "acme", "--key-file", "admin")).Exits(0).Out;
        Assert.Equal(8, audit.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);   // the head, and seven things that were done or refused
        Assert.Matches($@"{id}\s+acme\s+job\.create\s+address-forbidden", audit);
    }

    [Fact]
    public async Task Serve_BeyondTheLoopbackWithoutKeys_IsRefused()
    {
        (await _work.RunAsync("serve", "--data", "farm", "--url", "http://0.0.0.0:0")).Exits(2).SaysInOneLine("set Api:Keys:Required=true");
        (await _work.RunAsync("serve", "--data", "farm", "--url", "http://127.0.0.1:0;http://[::]:0")).Exits(2).SaysInOneLine("Api:Keys:Open=true");
    }

    [Theory]
    [InlineData("tenants", "set", "acme", "--queued-items", "many")]
    [InlineData("tenants", "set", "acme", "--bytes-per-day", "lots")]
    [InlineData("tenants", "set", "acme", "--bytes-per-day", "0")]
    [InlineData("tenants", "set", "acme", "--retention-days", "soon")]
    [InlineData("tenants", "set", "acme", "--read", "any", "--read", "s3://photos/")]
    [InlineData("keys", "create", "acme", "--expires", "soon")]
    [InlineData("keys", "create", "acme", "--scope", "root")]
    [InlineData("audit", "--limit", "0")]
    [InlineData("jobs", "--key-file", "gone")]
    public async Task Commands_WrongUse_AskNoFarm(params string[] arguments) => (await _work.RunAsync([.. arguments, "--farm", "http://127.0.0.1:1", "--patience", "0"])).Exits(2);
}
