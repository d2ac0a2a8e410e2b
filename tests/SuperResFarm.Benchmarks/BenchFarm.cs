using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.IntegrationTests.Jobs;
using SuperResFarm.IntegrationTests.Servers;

namespace SuperResFarm.Benchmarks;

/// <summary>A farm of real processes: RabbitMQ, a database, the service, and workers whose engine only sleeps.</summary>
internal sealed class BenchFarm : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("superres-bench-").FullName;
    private readonly List<Process> _workers = [];
    private readonly HttpClient _client;
    private readonly RabbitServer _broker;
    private readonly PostgresServer? _database;
    private readonly string _host;
    private readonly Process _api;

    private BenchFarm(RabbitServer broker, PostgresServer? database, string host)
    {
        (_broker, _database, _host) = (broker, database, host);
        var url = $"http://127.0.0.1:{FreePort.Take(1)[0]}";
        _client = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromMinutes(5) };
        Directory.CreateDirectory(Path.Combine(Objects, "bench"));
        _api = Start("superres-api.dll", [], new Dictionary<string, string>
        {
            ["Api__Url"] = url,
            ["Api__TrustTenantHeader"] = "true",
            ["Database__Kind"] = database is null ? "Sqlite" : "Postgres",
            ["Database__ConnectionString"] = database is null ? $"Data Source={_folder}/jobs.db" : $"{database.Address};Database=superres_bench",
        });
    }

    public string Objects => Path.Combine(_folder, "objects");

    /// <summary>The service's largest memory so far, MiB.</summary>
    public long ApiPeakMiB => PeakOf(_api);

    public static async Task<BenchFarm> StartAsync(string database)
    {
        var broker = await RabbitServer.StartAsync();
        var host = await broker.NewVirtualHostAsync();
        await broker.ImportDefinitionsAsync(host);
        var farm = new BenchFarm(broker, database == "postgres" ? await PostgresServer.StartAsync() : null, host);
        await farm.ReadyAsync(farm._client.BaseAddress!);   // set in the constructor
        return farm;
    }

    /// <summary>Starts workers and waits until all of them take items.</summary>
    public async Task StartWorkersAsync(int count, TimeSpan sleep, int images)
    {
        var urls = FreePort.Take(count).Select(port => new Uri($"http://127.0.0.1:{port}")).ToList();
        foreach (var url in urls)
            _workers.Add(Start("SuperResFarm.Benchmarks.dll", ["sleeping-worker", sleep.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)], new Dictionary<string, string>
            {
                ["Urls"] = url.ToString(),
                ["Worker__Images"] = $"{images}",
                ["Worker__Scratch"] = _folder,
                ["Worker__ScratchReserveMegabytes"] = "0",
            }));
        foreach (var url in urls)
            await ReadyAsync(url);
    }

    public async Task StopWorkersAsync()
    {
        foreach (var worker in _workers)
            await EndAsync(worker);
        _workers.Clear();
    }

    /// <summary>Submits a list that lies in the object store.</summary>
    public async Task<Guid> SubmitAsync(string tenant, int items)
    {
        var list = $"list-{items}.jsonl";
        var path = Path.Combine(Objects, "bench", list);
        if (!File.Exists(path))
            await File.WriteAllLinesAsync(path, Enumerable.Range(0, items).Select(item => $$"""{"source":"s3://bench/in/{{item:000000}}.png"}"""), new UTF8Encoding(false));
        using var request = Request(HttpMethod.Post, "/v1/jobs", tenant);
        request.Content = JsonContent.Create(new JobRequest
        {
            Manifest = new ManifestRequest($"s3://bench/{list}"),
            Output = $"s3://bench/out-{tenant}/",
            Parameters = new UpscaleParameters { Model = "bicubic" },
        }, options: FarmJson.Options);
        using var answer = await _client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? (await answer.Content.ReadFromJsonAsync<JobBody>(FarmJson.Options))!.Id   // an accepted job has a body
            : throw new InvalidOperationException($"{(int)answer.StatusCode} {text}");
    }

    public async Task<JobBody> JobAsync(string tenant, Guid job) => await GetAsync<JobBody>(tenant, $"/v1/jobs/{job}");

    public async Task<T> GetAsync<T>(string tenant, string path)
    {
        using var request = Request(HttpMethod.Get, path, tenant);
        using var answer = await _client.SendAsync(request);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<T>(FarmJson.Options))!;   // what is found has a body
    }

    /// <returns>The job when it has ended.</returns>
    public async Task<JobBody> EndedAsync(string tenant, Guid job)
    {
        while (true)
        {
            if (await JobAsync(tenant, job) is var now && now.HasEnded())
                return now.Counts.Succeeded == now.Counts.Total ? now : throw new InvalidOperationException($"Items failed: {now.Counts}.");
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopWorkersAsync();
        await EndAsync(_api);
        _client.Dispose();
        await _broker.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private Process Start(string program, IEnumerable<string> arguments, Dictionary<string, string> settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments]);
        foreach (var (key, value) in _broker.Settings(_host))
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["Storage__Kind"] = "Folder";
        start.Environment["Storage__Folder"] = Objects;
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        start.Environment["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Warning";
        foreach (var (key, value) in settings)
            start.Environment[key] = value;
        return Process.Start(start)!;   // started by file name: never null
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string tenant)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("X-Tenant", tenant);
        return request;
    }

    private async Task ReadyAsync(Uri service)
    {
        for (var tries = 0; ; tries++)
            try
            {
                using var answer = await _client.GetAsync(new Uri(service, "/health/ready"));
                if (answer.IsSuccessStatusCode)
                    return;
                if (tries > 600)
                    throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
                await Task.Delay(100);
            }
            catch (HttpRequestException) when (tries < 600)
            {
                await Task.Delay(100);
            }
    }

    private static async Task EndAsync(Process process)
    {
        using (process)
        {
            using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
                await kill.WaitForExitAsync();
            await process.WaitForExitAsync();
        }
    }

    private static long PeakOf(Process process)
    {
        process.Refresh();
        return process.PeakWorkingSet64 >> 20;
    }
}
