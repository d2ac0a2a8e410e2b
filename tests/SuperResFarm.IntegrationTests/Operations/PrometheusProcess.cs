using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using SuperResFarm.IntegrationTests.Servers;

namespace SuperResFarm.IntegrationTests.Operations;

/// <summary>A real Prometheus of our own that scrapes every second, on the loopback alone, with the shipped rules.</summary>
internal sealed class PrometheusProcess : IAsyncDisposable
{
    private const string Program = "/usr/bin/prometheus";
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("superres-prometheus-").FullName;
    private readonly HttpClient _client = new() { BaseAddress = new Uri($"http://127.0.0.1:{FreePort.Take(1)[0]}") };
    private Process? _process;

    /// <summary>Why there is none here, or null.</summary>
    public static string? Missing { get; } = File.Exists(Program) ? null : "Needs Prometheus: install the Debian package prometheus.";

    /// <param name="rules">Folder of rule files.</param>
    /// <param name="targets">What is scraped: name of the job, address, and path of the metrics.</param>
    public static async Task<PrometheusProcess> StartAsync(string rules, params (string Job, Uri Address, string Path)[] targets)
    {
        var prometheus = new PrometheusProcess();
        await File.WriteAllTextAsync(Path.Combine(prometheus._folder, "prometheus.yml"),
            $$"""
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: ["{{rules}}/*.yml"]
            scrape_configs:
            {{string.Join('\n', targets.Select(target => $"  - {{job_name: {target.Job}, metrics_path: {target.Path}, static_configs: [{{targets: ['{target.Address.Authority}']}}]}}"))}}
            """);
        prometheus._process = Process.Start(new ProcessStartInfo(Program,
        [
            $"--config.file={prometheus._folder}/prometheus.yml", $"--storage.tsdb.path={prometheus._folder}/data",
            $"--web.listen-address={prometheus._client.BaseAddress!.Authority}", "--log.level=error",
        ]));
        for (var watch = Stopwatch.StartNew(); !await prometheus.IsReadyAsync(); await Task.Delay(100))
            if (watch.Elapsed > _limit || prometheus._process is not { HasExited: false })
                throw new InvalidOperationException("Prometheus did not start.");
        return prometheus;
    }

    /// <returns>How many series a query gives now.</returns>
    /// <param name="expression">In PromQL.</param>
    /// <exception cref="FormatException">Prometheus refuses it; the message says why.</exception>
    public async Task<int> SeriesAsync(string expression)
    {
        using var form = new FormUrlEncodedContent([new("query", expression)]);
        using var answer = await _client.PostAsync(new Uri("/api/v1/query", UriKind.Relative), form);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return body.GetProperty("status").GetString() == "success"
            ? body.GetProperty("data").GetProperty("result").GetArrayLength()
            : throw new FormatException($"{expression}: {body.GetProperty("error").GetString()}");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await _client.GetAsync(new Uri("/-/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
