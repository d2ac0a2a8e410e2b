using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SuperResFarm.Api;
using SuperResFarm.Broker.Queues;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.IntegrationTests.Jobs;

namespace SuperResFarm.IntegrationTests.Api;

/// <summary>The service on a port of the loopback, with a database and a folder of its own.</summary>
internal sealed class TestFarm : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly WebApplication _app;
    private bool _stopped;

    private TestFarm(WebApplication app, MemoryBroker broker, string folder)
    {
        (_app, Broker, Folder) = (app, broker, folder);
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromMinutes(5) };
    }

    public HttpClient Http { get; }
    public MemoryBroker Broker { get; }
    public string Folder { get; }
    public IServiceProvider Services => _app.Services;

    public static async Task<TestFarm> StartAsync(
        JobsServers servers, DatabaseKind kind = DatabaseKind.Sqlite, Dictionary<string, string?>? settings = null, MemoryBroker? broker = null, string? address = null, bool started = true,
        ILoggerProvider? logs = null)
    {
        var folder = Directory.CreateTempSubdirectory("superres-api-").FullName;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage:Folder"] = Path.Combine(folder, "store"),
            ["Api:Scratch"] = Path.Combine(folder, "scratch"),
            ["Models:Folders:0"] = Path.Combine(folder, "models"),
            ["Database:Kind"] = kind.ToString(),
            ["Database:ConnectionString"] = address ?? await servers.CreateAsync(kind),
            ["Jobs:Ledger:RetryDelay"] = "00:00:00.01",
            ["Jobs:Dispatch:Poll"] = "00:00:00.2",
        });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        if (logs is not null)
            builder.Logging.AddProvider(logs).SetMinimumLevel(LogLevel.Trace);
        broker ??= new MemoryBroker();
        builder.Services.AddSingleton<IFarmBroker>(broker);
        builder.Services.AddFarmApi();
        var app = builder.Build();
        app.MapFarmApi();
        await app.StartAsync();
        var farm = new TestFarm(app, broker, folder);
        if (started)
            await UntilAsync(async () => (await farm.Http.GetAsync("/health/startup")).IsSuccessStatusCode);
        return farm;
    }

    /// <summary>Puts an object into the store.</summary>
    public void Put(string address, string content = "") => Put(address, Encoding.UTF8.GetBytes(content));

    public void Put(string address, byte[] content)
    {
        var path = PathOf(address);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }

    public string PathOf(string address) => Path.Combine(Folder, "store", address["s3://".Length..]);

    public static JobRequest Request(params ItemRequest[] items) => new()
    {
        Items = items.Length > 0 ? items : null,
        Output = "s3://results/out/",
        Parameters = new UpscaleParameters { Model = "bicubic" },
    };

    public async Task<HttpResponseMessage> PostAsync(JobRequest request, params (string Name, string Value)[] headers)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/v1/jobs") { Content = JsonContent.Create(request, options: FarmJson.Options) };
        foreach (var (name, value) in headers)
            message.Headers.TryAddWithoutValidation(name, value);
        return await Http.SendAsync(message);
    }

    /// <summary>Submits a list as the body.</summary>
    public async Task<HttpResponseMessage> PostListAsync(JobRequest request, HttpContent list, string? key = null)
    {
        var facts = Uri.EscapeDataString(System.Text.Json.JsonSerializer.Serialize(request, FarmJson.Options));
        using var message = new HttpRequestMessage(HttpMethod.Post, $"/v1/jobs?request={facts}") { Content = list };
        if (key is not null)
            message.Headers.Add("Idempotency-Key", key);
        return await Http.SendAsync(message);
    }

    public async Task<JobBody> SubmitAsync(JobRequest request, params (string Name, string Value)[] headers) => await BodyAsync<JobBody>(await PostAsync(request, headers), 202);

    public async Task<JobBody> SubmitAsync(int items, string source = "s3://images/{0:00000}.png") =>
        await SubmitAsync(Request([.. Enumerable.Range(0, items).Select(number => new ItemRequest(string.Format(null, source, number)))]));

    public async Task<T> GetAsync<T>(string path, int status = 200) => await BodyAsync<T>(await Http.GetAsync(path), status);

    public Task<JobBody> JobAsync(Guid id) => GetAsync<JobBody>($"/v1/jobs/{id}");

    public async Task<JobBody> EndAsync(Guid id)
    {
        await UntilAsync(async () => (await JobAsync(id)).HasEnded());
        return await JobAsync(id);
    }

    /// <summary>Reads an answer after comparing its status.</summary>
    public static async Task<T> BodyAsync<T>(HttpResponseMessage answer, int status)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True((int)answer.StatusCode == status, $"{(int)answer.StatusCode} where {status} was expected: {text}");
            return System.Text.Json.JsonSerializer.Deserialize<T>(text, FarmJson.Options) ?? throw new InvalidOperationException("null");
        }
    }

    /// <summary>Reads an error after comparing what every error has.</summary>
    public static async Task<ProblemBody> ProblemAsync(HttpResponseMessage answer, int status, string? code = null)
    {
        Assert.Equal(ProblemBody.MediaType, answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.False(answer.Headers.Contains("Server"));
        var problem = await BodyAsync<ProblemBody>(answer, status);
        Assert.Equal(status, problem.Status);
        Assert.Equal($"urn:superresfarm:problem:{problem.Code}", problem.Type);
        Assert.All(new[] { problem.Title, problem.Detail, problem.Instance, problem.TraceId }, text => Assert.False(string.IsNullOrEmpty(text)));
        Assert.DoesNotContain(" at SuperRes", problem.Detail);
        if (code is not null)
            Assert.Equal(code, problem.Code);
        return problem;
    }

    /// <summary>Waits for something that comes in the end.</summary>
    public static async Task UntilAsync(Func<Task<bool>> come)
    {
        for (var since = Stopwatch.StartNew(); !await come(); await Task.Delay(20))
            Assert.True(since.Elapsed < _patience, "It does not come.");
    }

    public async Task StopAsync(CancellationToken hurry = default)
    {
        _stopped = true;
        await _app.StopAsync(hurry);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        // To be disposed of is not enough for what takes reports: it would go on beside all later tests.
        using var hurry = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        if (!_stopped)
            await StopAsync(hurry.Token);
        await _app.DisposeAsync();
        Assert.True(!Directory.Exists(Path.Combine(Folder, "scratch")) || Directory.GetFileSystemEntries(Path.Combine(Folder, "scratch")).Length == 0, "Something is left in the scratch folder.");
        Directory.Delete(Folder, recursive: true);
    }
}
