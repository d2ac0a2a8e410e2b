using static SuperResFarm.EndToEndTests.Harness.FakeFarm;

namespace SuperResFarm.EndToEndTests.Farm;

/// <summary><c>superres webhooks</c> against a real farm, whose receiver is this test.</summary>
public sealed class WebhookTests : IAsyncLifetime, IDisposable
{
    private readonly Workplace _work = new();
    private RealFarm _farm = null!;
    private FakeFarm _receiver = null!;

    public async Task InitializeAsync()
    {
        _work.Variables["Webhooks__AllowPrivate__0"] = "127.0.0.0/8";
        _work.Variables["Webhooks__AllowHttp"] = "true";
        _receiver = await StartAsync();
        _farm = await RealFarm.StartAsync(_work);
        _work.Variables["SUPERRES_FARM"] = _farm.Url;
    }

    public async Task DisposeAsync()
    {
        await _farm.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Webhooks_FromAddToRemove()
    {
        _receiver.On("POST /hook", Text(204, "text/plain", ""));
        var added = (await _work.RunAsync("webhooks", "add", $"{_receiver.Url}/hook", "-e", "item.succeeded", "-e", "job.completed", "--json")).Exits(0).Events.All[0];
        var (id, secret) = ((string)added["id"]!, (string)added["secret"]!);
        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        Assert.Matches($@"{id}\s+enabled\s+item\.succeeded,job\.completed\s+http", (await _work.RunAsync("webhooks", "list")).Exits(0).Out);
        Assert.DoesNotContain("whsec_", (await _work.RunAsync("webhooks", "show", id)).Exits(0).Out, StringComparison.Ordinal);
        Assert.Equal("Delivered: the receiver answered 204.\n", (await _work.RunAsync("webhooks", "test", id)).Exits(0).Out);

        Picture.Draw(_farm.PathOf("s3://photos/a.png"));
        (await _work.RunAsync("submit", "s3://photos/a.png", "-o", "s3://results/", "-n", "bicubic", "--watch")).Exits(0);
        await ComeAsync(3);
        var rows = await DeliveredAsync(id, 3);
        Assert.All(rows.Skip(1), row => Assert.Matches(@"^[0-9a-f-]{36}\s+\S+\s+delivered\s+1\s+204\s+-$", row));

        Assert.Contains("2 deliveries and the items of 1 job", (await _work.RunAsync("webhooks", "replay", id, "--since", "2026-01-01T00:00:00Z")).Exits(0).Out, StringComparison.Ordinal);
        await ComeAsync(6);
        (await _work.RunAsync("webhooks", "replay", id, rows[1].Split(' ')[0])).Exits(0);
        await ComeAsync(7);
        Assert.Equal(3, _receiver.Requests.Select(asked => asked.Headers["webhook-id"].ToString()).Distinct().Count());

        var rotated = (await _work.RunAsync("webhooks", "rotate", id)).Exits(0).Out;
        Assert.Matches("secret whsec_[A-Za-z0-9+/=]+\n", rotated);
        Assert.DoesNotContain(secret, rotated, StringComparison.Ordinal);
        Assert.Contains("disabled (asked)", (await _work.RunAsync("webhooks", "change", id, "--disable")).Exits(0).Out, StringComparison.Ordinal);
        (await _work.RunAsync("webhooks", "test", id)).Exits(2).SaysInOneLine("disabled");
        (await _work.RunAsync("webhooks", "remove", id)).Exits(0);
        (await _work.RunAsync("webhooks", "show", id)).Exits(2).SaysInOneLine(id);
    }

    [Fact]
    public async Task Test_ReceiverRefuses_IsToldAndReturns1()
    {
        _receiver.On("POST /hook", Text(500, "text/plain", "oops"));
        var id = (string)(await _work.RunAsync("webhooks", "add", $"{_receiver.Url}/hook", "--json")).Exits(0).Events.All[0]["id"]!;
        Assert.Equal("Not delivered: The receiver answered 500.\n", (await _work.RunAsync("webhooks", "test", id)).Exits(1).Out);
    }

    [Theory]
    [InlineData("URL", "webhooks", "add", "https://10.0.0.1/")]
    [InlineData("URL", "webhooks", "add", "https://user:pass@hooks.example.com/")]
    [InlineData("job.exploded", "webhooks", "add", "https://hooks.example.com/", "-e", "job.exploded")]
    [InlineData("no id", "webhooks", "show", "seven")]
    [InlineData("Nothing to change", "webhooks", "change", "0198c0de-0000-7000-8000-000000000001")]
    [InlineData("contradict", "webhooks", "change", "0198c0de-0000-7000-8000-000000000001", "--enable", "--disable")]
    [InlineData("either", "webhooks", "replay", "0198c0de-0000-7000-8000-000000000001")]
    [InlineData("no time", "webhooks", "replay", "0198c0de-0000-7000-8000-000000000001", "--since", "tea")]
    public async Task WrongUse_IsNamed(string part, params string[] arguments) => Assert.Contains(part, (await _work.RunAsync(arguments)).Exits(2).Error, StringComparison.Ordinal);

    /// <summary>The delivery log with its heading, once the farm has noted the receiver's answer to <paramref name="count"/> deliveries: it notes them after the receiver has them.</summary>
    private async Task<string[]> DeliveredAsync(string id, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var rows = (await _work.RunAsync("webhooks", "deliveries", id)).Exits(0).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (rows.Length == count + 1 && rows.Skip(1).All(row => row.Contains(" delivered ", StringComparison.Ordinal)))
                return rows;
            await Task.Delay(200, patience.Token);
        }
    }

    private async Task ComeAsync(int requests)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (_receiver.Requests.Count < requests)
            await Task.Delay(50, patience.Token);
    }
}
