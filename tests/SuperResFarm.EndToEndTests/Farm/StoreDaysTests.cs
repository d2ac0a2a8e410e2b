using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using SuperResFarm.Contracts.Http;
using static SuperResFarm.EndToEndTests.Harness.FakeFarm;

namespace SuperResFarm.EndToEndTests.Farm;

/// <summary>Images go to a store by addresses that a farm has signed, and results come from there, in good days and bad.</summary>
public sealed class StoreDaysTests : IAsyncLifetime, IDisposable
{
    private const string Secret = "X-Amz-Signature=deadbeef";
    private static readonly string _key = KeyText.Create().Reveal();
    private static readonly byte[] _result = [.. Enumerable.Range(0, 100_000).Select(n => (byte)n)];

    private readonly Workplace _work = new();
    private FakeFarm _farm = null!;
    private FakeFarm _store = null!;

    public async Task InitializeAsync()
    {
        (_farm, _store) = (await StartAsync(), await StartAsync());
        _work.Variables["SUPERRES_FARM"] = _farm.Url;
        _work.Variables["SUPERRES_KEY"] = _key;
        _work.Draw("a.png");
        _farm.On("POST /v1/uploads", Opened())
            .On("POST /v1/jobs", Json(Job(1, state: "accepted"), 202))
            .On($"GET /v1/jobs/{JobId}", Json(Job(1, succeeded: 1)))
            .On($"GET /v1/jobs/{JobId}/events", Events(Event("item", 1, Item(0)), Event("end", 2, Job(1, succeeded: 1))))
            .On($"GET /v1/jobs/{JobId}/items/0/link", Json(Link("a_x4.png")))
            .On($"GET /v1/jobs/{JobId}/links", Json(new Page<LinkBody>([Link("a_x4.png")])));
        _store.On("PUT /bucket/a.png", Stored).On("GET /bucket/result", Result(_result));
    }

    public async Task DisposeAsync()
    {
        await _farm.DisposeAsync();
        await _store.DisposeAsync();
    }

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Submit_ByTheStore_NeverShowsItTheKey()
    {
        (await SubmitAsync()).Exits(0);
        var (put, get) = (_store.Requests.Single(request => request.Method == "PUT"), _store.Requests.Single(request => request.Method == "GET"));
        foreach (var request in new[] { put, get })
        {
            Assert.False(request.Headers.ContainsKey("Authorization"));
            Assert.DoesNotContain(_key, string.Join('\n', request.Headers.Values), StringComparison.Ordinal);
        }
        Assert.Equal("as announced", put.Headers["x-amz-meta-sha256"]);
        var announced = JsonNode.Parse(_farm.Requests.First(request => request.Path == "/v1/uploads").Body)!["files"]![0]!;
        var bytes = File.ReadAllBytes(_work["a.png"]);
        Assert.Equal(("a.png", bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))), ((string)announced["name"]!, (int)announced["bytes"]!, (string)announced["sha256"]!));
        Assert.Equal("""{"source":"s3://uploads/t/1/a.png","version":"tag-1"}""" + "\n", _farm.Requests.Single(request => request is { Method: "POST", Path: "/v1/jobs" }).Body);
        Assert.Equal(_result, File.ReadAllBytes(_work["out/a_x4.png"]));
        Assert.All(_farm.Requests, request => Assert.Equal($"Bearer {_key}", request.Headers["Authorization"]));
    }

    [Fact]
    public async Task Store_ThatIsBusyOrBreaksOff_IsAskedAgain()
    {
        _store.On("PUT /bucket/a.png", Text(503, "application/xml", "<Code>SlowDown</Code>"), Break, Stored)
            .On("GET /bucket/result", Break, Text(500, "application/xml", "<Code>InternalError</Code>"), Result(_result));
        (await SubmitAsync()).Exits(0);
        Assert.Equal(_result, File.ReadAllBytes(_work["out/a_x4.png"]));
    }

    [Fact]
    public async Task AddressesThatAreOver_AreAskedForAgain()
    {
        _store.On("PUT /bucket/a.png", Expired, Stored).On("GET /bucket/result", Expired, Result(_result));
        (await SubmitAsync()).Exits(0);
        Assert.Equal(2, _farm.Requests.Count(request => request.Path == "/v1/uploads"));
        Assert.NotNull(JsonNode.Parse(_farm.Requests.Last(request => request.Path == "/v1/uploads").Body)!["upload"]);
        Assert.Equal(_result, File.ReadAllBytes(_work["out/a_x4.png"]));
    }

    [Theory]
    [InlineData(403, 3)]
    [InlineData(404, 1)]
    public async Task StoreThatRefuses_IsToldWithoutItsAddress(int status, int code)
    {
        _store.On("PUT /bucket/a.png", Text(status, "application/xml", "<Error><Code>SignatureDoesNotMatch</Code></Error>"));
        var ended = (await SubmitAsync()).Exits(code);
        Assert.Contains($"127.0.0.1 refuses ({status}", ended.Error, StringComparison.Ordinal);
        Assert.Contains("SignatureDoesNotMatch", ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Amz", ended.Out + ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(_farm.Requests, request => request.Path == "/v1/jobs");
    }

    [Fact]
    public async Task StoreThatIsAway_IsToldWithoutItsAddress()
    {
        _store.On("PUT /bucket/a.png", Break);
        var ended = (await SubmitAsync("--patience", "1")).Exits(3);
        Assert.Contains("PublicEndpoint", ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Amz", ended.Out + ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DamagedResult_IsFetchedAgainAndNeverKept()
    {
        var damaged = _result.Select(b => (byte)(b ^ 1)).ToArray();
        _store.On("GET /bucket/result", Result(damaged), Result(_result));
        (await SubmitAsync()).Exits(0);
        Assert.Equal(_result, File.ReadAllBytes(_work["out/a_x4.png"]));
        File.Delete(_work["out/a_x4.png"]);
        _store.On("GET /bucket/result", Result(damaged));
        Assert.Contains("damaged", (await SubmitAsync()).Exits(1).Error, StringComparison.Ordinal);
        Assert.Equal([".superres-farm.jsonl"], _work.EverythingIn("out"));
    }

    [Theory]
    [InlineData("../a.png")]
    [InlineData("x/../../a.png")]
    [InlineData("/etc/a.png")]
    [InlineData("a\\b.png")]
    [InlineData("a\nb.png")]
    [InlineData(".superres-farm.jsonl")]
    [InlineData("")]
    public async Task HostileNameOfAResult_WritesNothing(string name)
    {
        _farm.On($"GET /v1/jobs/{JobId}/items/0/link", Json(Link(name))).On($"GET /v1/jobs/{JobId}/links", Json(new Page<LinkBody>([Link(name)])));
        (await SubmitAsync()).Exits(3);
        Assert.Equal(["a.png", "out/.superres-farm.jsonl"], _work.EverythingIn("."));
    }

    [Fact]
    public async Task UploadsAreOff_SaysWhatToDo()
    {
        _farm.On("POST /v1/uploads", Problem(409, "This farm takes no uploads."));
        (await SubmitAsync()).Exits(2).SaysInOneLine("takes no uploads");
    }

    [Theory]
    [InlineData("one after the other", "a.png", "s3://in/a.jpg")]
    [InlineData("is a file", "a.png", "-o", "a.png")]
    [InlineData("no such file", "gone.png", "-o", "out")]
    [InlineData("is empty", "empty.png", "-o", "out")]
    [InlineData("--no-wait", "a.png", "-o", "s3://out/", "--no-wait")]
    [InlineData("common folder", "a.png", "x/a.png", "-o", "out")]
    public async Task WrongUse_IsToldBeforeAnythingIsUploaded(string part, params string[] arguments)
    {
        _work.Draw("x/a.png");
        File.WriteAllBytes(_work["empty.png"], []);
        Assert.Contains(part, (await _work.RunAsync(["submit", .. arguments])).Exits(2).Error, StringComparison.Ordinal);
        Assert.Empty(_farm.Requests);
    }

    private Task<Ended> SubmitAsync(params string[] rest) => _work.RunAsync(["submit", "a.png", "-o", "out", "-n", "bicubic", .. rest]);

    private RequestDelegate Opened() => Json(new UploadBody(
        Guid.Parse("0198c0de-0000-7000-8000-000000000009"), "s3://uploads/t/1/", TimeProvider.System.GetUtcNow().AddMinutes(5), TimeProvider.System.GetUtcNow().AddDays(7),
        [new FileBody("a.png", "s3://uploads/t/1/a.png", $"{_store.Url}/bucket/a.png?{Secret}", "PUT", new Dictionary<string, string> { ["Content-Length"] = "1", ["x-amz-meta-sha256"] = "as announced" }, Direct: false)]), 201);

    private LinkBody Link(string name) => new(
        0, "s3://uploads/t/1/a.png", "s3://fetch/t/1/a_x4.png", name, $"{_store.Url}/bucket/result?{Secret}", _result.Length, Convert.ToHexStringLower(SHA256.HashData(_result)), Direct: false,
        TimeProvider.System.GetUtcNow().AddMinutes(5));

    private static Task Stored(HttpContext context)
    {
        context.Response.Headers.ETag = "\"tag-1\"";
        return Task.CompletedTask;
    }

    private static RequestDelegate Result(byte[] content) => async context => await context.Response.Body.WriteAsync(content);

    private static RequestDelegate Expired => Text(403, "application/xml", "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>");
}
