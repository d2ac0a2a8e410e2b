using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Hosting.Failpoints;
using SuperResFarm.IntegrationTests.Servers;
using Xunit.Abstractions;

namespace SuperResFarm.IntegrationTests.Faults;

/// <summary>A farm of real processes on real servers, with a database, a bucket and a virtual host of its own, and leases short enough for tests.</summary>
internal sealed class FarmRig : IAsyncDisposable
{
    private const string Model = "bicubic";
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);

    private readonly FarmServers _servers;
    private readonly ITestOutputHelper _output;
    private readonly string _scratch = Directory.CreateTempSubdirectory("superres-rig-").FullName;
    private readonly List<FarmProcess> _processes = [];
    private readonly int _port = FreePort.Take(1)[0];

    private FarmRig(FarmServers servers, ITestOutputHelper output, string bucket, string host)
    {
        (_servers, _output, Bucket, VirtualHost) = (servers, output, bucket, host);
        Database = $"{servers.Database.Address};Database=farm_{bucket.Replace('-', '_')}";
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_port}"), Timeout = TimeSpan.FromSeconds(30) };
    }

    public string Bucket { get; }

    public string VirtualHost { get; }

    /// <summary>Connection string of its database.</summary>
    public string Database { get; }

    /// <summary>Speaks with the Api, which may be away.</summary>
    public HttpClient Client { get; }

    public static async Task<FarmRig> CreateAsync(FarmServers servers, ITestOutputHelper output)
    {
        var rig = new FarmRig(servers, output, await servers.Store.NewBucketAsync(), await servers.Broker.NewVirtualHostAsync());
        await servers.Broker.ImportDefinitionsAsync(rig.VirtualHost);
        foreach (var (name, content) in FarmImages.All)
            await servers.Store.Raw.PutObjectAsync(new()
            {
                BucketName = rig.Bucket,
                Key = $"in/{name}",
                InputStream = new MemoryStream(content),
                UseChunkEncoding = false,
            });
        return rig;
    }

    /// <param name="failpoints">What shall go wrong in it.</param>
    /// <param name="settings">Settings that differ from the usual ones.</param>
    public FarmProcess StartApi(string failpoints = "", params (string Key, string Value)[] settings) => Start("api", "superres-api", failpoints, With(settings, new()
    {
        ["Api__Url"] = $"http://127.0.0.1:{_port}",
        ["Api__Scratch"] = Path.Combine(_scratch, "api"),
        ["Database__Kind"] = "Postgres",
        ["Database__ConnectionString"] = Database,
        ["Jobs__Ledger__WorkLease"] = "00:00:06",
        ["Jobs__Ledger__QueueLease"] = "00:00:20",
        ["Jobs__Ledger__RetryDelay"] = "00:00:00.2",
        ["Jobs__Ledger__LongestRetryDelay"] = "00:00:02",
        ["Jobs__Dispatch__ReapEvery"] = "00:00:01",
        ["Jobs__Dispatch__LongestBackoff"] = "00:00:02",
        ["Jobs__Dispatch__ClaimLease"] = "00:00:06",
    }));

    /// <param name="name">What it is called in reports.</param>
    /// <param name="failpoints">What shall go wrong in it.</param>
    /// <param name="settings">Settings that differ from the usual ones.</param>
    public FarmProcess StartWorker(string name = "w1", string failpoints = "", params (string Key, string Value)[] settings) =>
        Start(name, "superres-worker", failpoints, With(settings, new()
        {
            ["Urls"] = $"http://127.0.0.1:{FreePort.Take(1)[0]}/",
            ["Worker__Name"] = name,
            ["Worker__Images"] = "2",
            ["Worker__Lanes"] = "1",
            ["Worker__Heartbeat"] = "00:00:01",
            ["Worker__Grace"] = "00:00:03",
            ["Worker__Scratch"] = _scratch,
            ["Worker__ScratchReserveMegabytes"] = "0",
        }));

    /// <summary>Submits the whole archive, as a client that repeats what was not answered.</summary>
    /// <param name="attempts">Granted to each image.</param>
    /// <param name="change">Makes another request of the usual one.</param>
    /// <returns>The job.</returns>
    public async Task<Guid> SubmitAsync(int attempts = 3, Func<JobRequest, JobRequest>? change = null)
    {
        var usual = new JobRequest
        {
            Prefix = new PrefixRequest($"s3://{Bucket}/in/"),
            Output = $"s3://{Bucket}/out/",
            Parameters = new UpscaleParameters { Model = Model, Format = "png" },
            Attempts = attempts,
        };
        var request = change?.Invoke(usual) ?? usual;
        var key = Guid.NewGuid().ToString();
        return await UntilAsync("the submission is accepted", async () =>
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, "/v1/jobs");
            message.Headers.Add("Idempotency-Key", key);
            message.Content = JsonContent.Create(request, options: FarmJson.Options);
            using var answer = await Client.SendAsync(message);
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
                return null;
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            return (await answer.Content.ReadFromJsonAsync<JobBody>(FarmJson.Options))?.Id;
        });
    }

    public Task<JobBody> JobAsync(Guid job) => UntilAsync("the job is told", async () => await Client.GetFromJsonAsync<JobBody>($"/v1/jobs/{job}", FarmJson.Options) as JobBody);

    public Task<Page<JobBody>> JobsAsync() => UntilAsync("the jobs are told", () => Client.GetFromJsonAsync<Page<JobBody>>("/v1/jobs", FarmJson.Options));

    /// <returns>What a worker says of its readiness, healthy or not.</returns>
    public async Task<string> HealthOfAsync(FarmProcess worker)
    {
        using var answer = await Client.GetAsync(new Uri(worker.Address, "/health/ready"));
        return await answer.Content.ReadAsStringAsync();
    }

    public async Task<IReadOnlyList<ItemBody>> ItemsAsync(Guid job) =>
        (await UntilAsync("the items are told", () => Client.GetFromJsonAsync<Page<ItemBody>>($"/v1/jobs/{job}/items?limit=1000", FarmJson.Options))).Items;

    /// <returns>The job when it has ended.</returns>
    public async Task<JobBody> EndedAsync(Guid job) => await UntilAsync("the job ends", async () => await JobAsync(job) is var now && now.HasEnded() ? now : null);

    /// <returns>SHA-256 of the stored results, by the name of their source.</returns>
    public async Task<IReadOnlyDictionary<string, string>> ResultsAsync(Guid job)
    {
        var results = new Dictionary<string, string>();
        foreach (var item in (await ItemsAsync(job)).Where(item => item.State == "succeeded"))
        {
            using var stored = await _servers.Store.Raw.GetObjectAsync(Bucket, item.Target![$"s3://{Bucket}/".Length..]);   // what has succeeded has a target
            var hash = FileHash.Sha256(stored.ResponseStream);
            Assert.Equal(item.Result?.Sha256, hash);
            results[item.Source.Split('/')[^1]] = hash;
        }
        return results;
    }

    /// <summary>Stops every worker that lives, as an orchestrator does.</summary>
    public async Task StopWorkersAsync()
    {
        foreach (var worker in _processes.Where(process => process.Name != "api" && !process.HasExited).ToList())
        {
            await worker.TerminateAsync();
            await worker.EndedAsync();
            Assert.Equal(0, worker.ExitCode);
        }
    }

    /// <summary>Waits for something, asking again and again; a service that is away is asked again too.</summary>
    /// <param name="what">For the message when it never comes.</param>
    /// <param name="ask">Answers null while it is not there.</param>
    public async Task<T> UntilAsync<T>(string what, Func<Task<T?>> ask) where T : class
    {
        using var limit = new CancellationTokenSource(_patience);
        Exception? last = null;
        while (!limit.IsCancellationRequested)
        {
            try
            {
                if (await ask() is { } answer)
                    return answer;
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException or TaskCanceledException)
            {
                last = fault;
            }
            await Task.Delay(100, CancellationToken.None);
        }
        throw new TimeoutException($"Waited in vain until {what}. {last?.Message}\n{string.Join('\n', _processes.Select(process => process.Said))}", last);
    }

    /// <inheritdoc cref="UntilAsync{T}(string, Func{Task{T}})"/>
    public async Task<Guid> UntilAsync(string what, Func<Task<Guid?>> ask) =>
        Guid.Parse(await UntilAsync(what, async () => (await ask())?.ToString("D", CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
            _output.WriteLine(process.Said);
        }
        await _servers.Broker.RemoveVirtualHostAsync(VirtualHost);
        Directory.Delete(_scratch, recursive: true);
    }

    private static Dictionary<string, string> With((string Key, string Value)[] settings, Dictionary<string, string> usual)
    {
        foreach (var (key, value) in settings)
            usual[key] = value;
        return usual;
    }

    private FarmProcess Start(string name, string program, string failpoints, Dictionary<string, string> settings)
    {
        foreach (var (key, value) in _servers.Broker.Settings(VirtualHost))
            settings.TryAdd(key.Replace(":", "__", StringComparison.Ordinal), value ?? "");
        var store = _servers.Store.Options;
        settings.TryAdd("Storage__Kind", "S3");
        settings.TryAdd("Storage__S3__Endpoint", store.Endpoint ?? "");
        settings.TryAdd("Storage__S3__AccessKey", store.AccessKey ?? "");
        settings.TryAdd("Storage__S3__SecretKey", store.SecretKey ?? "");
        settings.TryAdd("Storage__S3__PartMiB", "5");
        settings.TryAdd(Failpoint.Variable, failpoints);
        var process = FarmProcess.Start(name, program, new Uri(settings.GetValueOrDefault("Urls") ?? settings["Api__Url"]), settings);
        _processes.Add(process);
        return process;
    }
}
