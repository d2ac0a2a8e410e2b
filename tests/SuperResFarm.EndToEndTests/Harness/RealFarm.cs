using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SuperResFarm.EndToEndTests.Harness;

/// <summary>A whole farm on this machine, as <c>superres serve</c> runs it: a process of its own, with its data in a folder.</summary>
internal sealed class RealFarm : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly Workplace _work;
    private Process _process;

    private RealFarm(Workplace work)
    {
        (_work, Url) = (work, $"http://127.0.0.1:{FreePort()}");
        _process = Begin();
    }

    public string Url { get; }

    /// <summary>Starts it, and waits until it is ready.</summary>
    public static async Task<RealFarm> StartAsync(Workplace work)
    {
        var farm = new RealFarm(work);
        try
        {
            await farm.UntilReadyAsync();
            return farm;
        }
        catch
        {
            await farm.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills it and starts it again in the same folder, at the same address.</summary>
    public async Task KillAndStartAgainAsync()
    {
        await DisposeAsync();
        _process = Begin();
        await UntilReadyAsync();
    }

    /// <summary>Where an object lies.</summary>
    public string PathOf(string address) => Path.Combine(_work["farm"], "objects", address["s3://".Length..]);

    /// <summary>Puts text where an image is expected.</summary>
    public void PutText(string address)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(address))!);
        File.WriteAllText(PathOf(address), "no picture");
    }

    /// <summary>Ends it as a power cut would.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private Process Begin() => Superres.Start(_work.Root, ["serve", "--data", "farm", "--url", Url], _work.Variables);

    private async Task UntilReadyAsync()
    {
        using var patience = new CancellationTokenSource(_patience);
        using var http = new HttpClient();
        while (!await IsReadyAsync(http, $"{Url}/health/ready", patience.Token))
        {
            Assert.False(_process.HasExited, "The farm has ended before it was ready.");
            await Task.Delay(50, patience.Token);
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, string address, CancellationToken ct)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(address), ct);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
