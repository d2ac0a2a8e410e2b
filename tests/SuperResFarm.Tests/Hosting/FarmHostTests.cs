using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SuperResFarm.Hosting.Health;
using SuperResFarm.Hosting.Startup;

namespace SuperResFarm.Tests.Hosting;

public class FarmHostTests
{
    private static readonly HttpClient _client = new();

    [Fact]
    public async Task Run_MetricsAddressOfItsOwn_ServesMetricsThereOnly()
    {
        var (usual, metrics) = (FreePort(), FreePort());
        await WhileRunningAsync(["--Urls", $"http://127.0.0.1:{usual}", "--Telemetry:MetricsUrl", $"http://127.0.0.1:{metrics}"], async () =>
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(usual, "/health/live"));
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(usual, "/metrics"));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(metrics, "/metrics"));
        });
    }

    [Fact]
    public async Task Health_BesideARunningService_IsGoodAndWithoutOneItIsNot()
    {
        string[] settings = ["--Urls", $"http://*:{FreePort()}"];
        Assert.Equal(FarmHost.Failed, await RunAsync(["health", .. settings]));
        await WhileRunningAsync(settings, async () => Assert.Equal(FarmHost.Good, await RunAsync(["health", .. settings])));
    }

    [Theory, InlineData("nonsense"), InlineData("ftp://127.0.0.1:9464"), InlineData("http://127.0.0.1:9464/path")]
    public async Task Run_MetricsUrlThatIsNone_EndsWithTheCodeOfWrongSettings(string url) =>
        Assert.Equal(FarmHost.WrongSettings, await RunAsync(["--Telemetry:MetricsUrl", url]));

    [Fact]
    public async Task Do_WorkThatFails_EndsWithItsCode()
    {
        Assert.Equal(FarmHost.Good, await FarmHost.DoAsync("test", [], _ => { }, _ => Task.CompletedTask));
        Assert.Equal(FarmHost.Failed, await FarmHost.DoAsync("test", [], _ => { }, _ => throw new IOException("The disk is gone.")));
    }

    private static Task<int> RunAsync(string[] args) => FarmHost.RunAsync("test", args, "http://127.0.0.1:0", Compose, app => app.MapFarmHealth());

    private static void Compose(WebApplicationBuilder builder) => builder.Services.AddHealthChecks();

    private static async Task WhileRunningAsync(string[] args, Func<Task> check)
    {
        var started = new TaskCompletionSource<WebApplication>(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = FarmHost.RunAsync("test", args, "http://127.0.0.1:0", Compose, app =>
        {
            app.MapFarmHealth();
            app.Lifetime.ApplicationStarted.Register(() => started.SetResult(app));
        });
        Assert.Same(started.Task, await Task.WhenAny(started.Task, running));
        try
        {
            await check();
        }
        finally
        {
            (await started.Task).Lifetime.StopApplication();
        }
        Assert.Equal(FarmHost.Good, await running);
    }

    private static async Task<HttpStatusCode> StatusAsync(int port, string path)
    {
        using var answer = await _client.GetAsync(new Uri($"http://127.0.0.1:{port}{path}"));
        return answer.StatusCode;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
