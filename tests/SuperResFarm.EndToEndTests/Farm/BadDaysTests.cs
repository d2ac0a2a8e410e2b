using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using static SuperResFarm.EndToEndTests.Harness.FakeFarm;

namespace SuperResFarm.EndToEndTests.Farm;

/// <summary>The farm is busy, away, or no farm at all.</summary>
public sealed class BadDaysTests : IAsyncLifetime, IDisposable
{
    private static readonly string _job = $"GET /v1/jobs/{JobId}";

    private readonly Workplace _work = new();
    private FakeFarm _farm = null!;

    public async Task InitializeAsync()
    {
        _farm = await StartAsync();
        _work.Variables["SUPERRES_FARM"] = _farm.Url;
    }

    public async Task DisposeAsync() => await _farm.DisposeAsync();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task NobodyThere_SaysWhereAndHowToStartOne()
    {
        // Nobody listens on port 9.
        var ended = (await _work.RunAsync("jobs", "--farm", "http://127.0.0.1:9", "--patience", "0")).Exits(3);
        ended.SaysInOneLine("http://127.0.0.1:9", "refused", "superres serve", "--farm", "SUPERRES_FARM");
    }

    [Fact]
    public async Task NobodyThereToSubmitTo_RaisesNoDoubt() => Assert.DoesNotContain(
        "--idempotency-key", (await _work.RunAsync("submit", "s3://in/a.png", "--farm", "http://127.0.0.1:9", "--patience", "0")).Exits(3).Error, StringComparison.Ordinal);

    [Theory]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task Busy_IsAskedAgainAfterTheTimeItTells(int status)
    {
        _farm.On(_job, Problem(status, "Busy.", "1"), Json(Job(1)));
        var began = Stopwatch.GetTimestamp();
        (await JobAsync("--json")).Exits(0).SaysInOneLine($"{status}", "Busy.");
        Assert.True(Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(1), "It did not wait.");
        Assert.Equal(2, _farm.Requests.Count);
    }

    [Fact]
    public async Task Busy_ForLongerThanAnybodyWaits_SaysHowLong()
    {
        _farm.On(_job, Problem(503, "Maintenance.", "7200"));
        (await JobAsync()).Exits(3).SaysInOneLine("503", "Maintenance.", "2 h", "--patience 7201");
        Assert.Single(_farm.Requests);
    }

    [Fact]
    public async Task Busy_WithoutEnd_EndsWhenThePatienceDoes()
    {
        _farm.On(_job, Problem(503, "Busy."));
        Assert.Contains("503 Service Unavailable: Busy.", (await JobAsync("--patience", "2")).Exits(3).Error, StringComparison.Ordinal);
        Assert.InRange(_farm.Requests.Count, 2, 20);
    }

    [Fact]
    public async Task Conflict_ThatPasses_IsAskedAgain()
    {
        _farm.On("POST /v1/jobs", Problem(409, "The same submission is being read.", "0"), Json(Job(1), 202));
        (await _work.RunAsync("submit", "s3://in/a.png")).Exits(0);
    }

    [Fact]
    public async Task Fault_OfTheFarmItself_TellsTheTrace()
    {
        _farm.On(_job, Problem(500, "Something went wrong."));
        var ended = (await JobAsync()).Exits(3);
        Assert.Equal("superres: Something went wrong.\nThe farm itself failed (trace trace-7); its log has the cause.\n", ended.Error);
        Assert.Single(_farm.Requests);
    }

    [Theory]
    [InlineData(200, "text/html", "<html>login</html>", "text/html")]
    [InlineData(404, "text/html", "<html>nginx</html>", "404 Not Found")]
    [InlineData(500, "text/html", "<html>oops</html>", "500")]
    [InlineData(200, "application/json", "{\"version\":3}", "JSON that is no answer")]
    [InlineData(200, "application/json", "[", "JSON that is no answer")]
    [InlineData(200, "application/json", "null", "JSON that is no answer")]
    [InlineData(403, "application/problem+json", "<html>", "403")]
    public async Task NoFarm_IsToldSo(int status, string mediaType, string text, string part)
    {
        _farm.On(_job, Text(status, mediaType, text));
        (await JobAsync()).Exits(3).SaysInOneLine(_farm.Url, "not as a farm does", part, "proxy");
    }

    [Fact]
    public async Task Redirect_IsNotFollowedButNamed()
    {
        _farm.On(_job, context =>
        {
            context.Response.Redirect("https://farm.example/v1/x");
            return Task.CompletedTask;
        });
        (await JobAsync()).Exits(2).SaysInOneLine("https://farm.example/v1/x", "--farm");
    }

    [Fact]
    public async Task SlowBody_IsWaitedFor()
    {
        _farm.On(_job, async context =>
        {
            context.Response.ContentType = "application/json";
            foreach (var piece in System.Text.Json.JsonSerializer.Serialize(Job(1), SuperResFarm.Contracts.Http.FarmJson.Options).Chunk(64))
            {
                await context.Response.WriteAsync(new string(piece));
                await context.Response.Body.FlushAsync();
                await Task.Delay(100);
            }
        });
        (await JobAsync()).Exits(0);
    }

    [Fact]
    public async Task BodyCutShort_IsAskedForAgain()
    {
        _farm.On(_job, Pieces("application/json", "{\"id\":", null), Json(Job(1)));
        (await JobAsync()).Exits(0).SaysInOneLine("does not answer");
    }

    [Fact]
    public async Task NotHttp_IsToldSo()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var serving = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync();
            await client.GetStream().WriteAsync("SSH-2.0-OpenSSH_9\r\n"u8.ToArray());
            await client.GetStream().ReadAtLeastAsync(new byte[1000], 1);
        });
        (await _work.RunAsync("jobs", "--farm", $"http://{listener.LocalEndpoint}")).Exits(3).SaysInOneLine("does not speak HTTP");
        await serving;
    }

    [Fact]
    public async Task ProxyOfTheEnvironment_IsNotUsedForThisMachine()
    {
        _farm.On(_job, Json(Job(1)));
        _work.Variables["http_proxy"] = "http://127.0.0.1:9";
        (await JobAsync()).Exits(0);
    }

    [Fact]
    public async Task ProxyOfTheEnvironment_IsUsedForOthers()
    {
        _farm.On(_job, Json(Job(1)));
        _work.Variables["http_proxy"] = _farm.Url;
        (await _work.RunAsync("jobs", $"{JobId}", "--farm", "http://farm.example")).Exits(0);
        Assert.Equal("farm.example", _farm.Requests.Single().Headers["Host"]);
    }

    [Fact]
    public async Task FarmBelowAPath_IsAskedThere()
    {
        _farm.On($"GET /super/res/v1/jobs/{JobId}", Json(Job(1)));
        (await _work.RunAsync("jobs", $"{JobId}", "--farm", _farm.Url + "/super/res")).Exits(0);
    }

    [Theory]
    [InlineData("farm.example:8080", "http://HOST:PORT")]
    [InlineData("ftp://farm.example", "http://HOST:PORT")]
    [InlineData("http://u:secret@farm.example", "without user name and password")]
    [InlineData("http://farm.example/?a=b", "http://HOST:PORT")]
    public async Task WrongAddress_IsWrongUse(string address, string part)
    {
        var ended = (await _work.RunAsync("jobs", "--farm", address)).Exits(2).SaysInOneLine("--farm", part);
        Assert.DoesNotContain("secret", ended.Error, StringComparison.Ordinal);
    }

    private Task<Ended> JobAsync(params string[] options) => _work.RunAsync(["jobs", $"{JobId}", .. options]);
}
