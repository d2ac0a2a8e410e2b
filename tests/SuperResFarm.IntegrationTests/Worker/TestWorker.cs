using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SuperResFarm.Broker.Queues;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Storage.Folders;
using SuperResFarm.Storage.Objects;
using SuperResFarm.Worker;
using SuperResFarm.Worker.Items;

namespace SuperResFarm.IntegrationTests.Worker;

/// <summary>A whole worker with a broker in memory and an object store in a folder, and short words for what tests do.</summary>
internal sealed class TestWorker : IAsyncDisposable
{
    public const int UpscaledEvent = 8010, AdoptedEvent = 8011, GivenBackEvent = 8013;
    public const string Bucket = "bucket";
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("superres-worker-test-");
    private readonly Notebook _notebook = new();
    private readonly IHost _host;
    private bool _stopped;

    // In the values of settings "{folder}" stands for the test's own.
    private TestWorker(IEnumerable<(string Key, string Value)> settings, IItemWork? work, IObjectStore? store, TimeProvider time)
    {
        Store = store ?? new FolderObjectStore(this["store"], TimeProvider.System);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new[]
        {
            ("Worker:Name", "w1"), ("Worker:Scratch", this["scratch"]), ("Worker:ScratchReserveMegabytes", "1"), ("Worker:Heartbeat", "00:00:00.250"),
            ("Storage:Folder", this["store"]), ("Models:Folders:0", this["models"]),
        }.Concat(settings).GroupBy(setting => setting.Item1).ToDictionary(group => group.Key, group => (string?)group.Last().Item2.Replace("{folder}", _folder.FullName, StringComparison.Ordinal)));
        builder.Logging.AddProvider(_notebook).SetMinimumLevel(LogLevel.Debug);
        builder.Services.AddSingleton<IFarmBroker>(Broker);
        builder.Services.AddSingleton(Store).AddSingleton(time);
        if (builder.Configuration["Host:ShutdownTimeout"] is { } shutdown)
            builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.Parse(shutdown));
        if (work is not null)
            builder.Services.AddSingleton(work);
        builder.Services.AddFarmWorker();
        _host = builder.Build();
    }

    public string this[string name] => Path.Combine(_folder.FullName, name);

    public MemoryBroker Broker { get; } = new();

    public IObjectStore Store { get; }

    public T Part<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public IReadOnlyList<string> Said => [.. _notebook.Lines.Select(line => line.Text)];

    public int Count(int eventId) => _notebook.Lines.Count(line => line.Id == eventId);

    public static Task<TestWorker> StartAsync(IItemWork? work = null, IObjectStore? store = null, params (string Key, string Value)[] settings) =>
        StartAsync(work, store, TimeProvider.System, settings);

    public static async Task<TestWorker> StartAsync(IItemWork? work, IObjectStore? store, TimeProvider time, params (string Key, string Value)[] settings)
    {
        var worker = new TestWorker(settings, work, store, time);
        await worker._host.StartAsync();
        return worker;
    }

    public static Task<TestWorker> StartAsync(params (string Key, string Value)[] settings) => StartAsync(null, null, settings);

    public static UpscaleItem Order(string source, string target, string model = "bicubic", Func<UpscaleParameters, UpscaleParameters>? with = null, Priority priority = Priority.Normal)
    {
        var parameters = new UpscaleParameters { Model = model, OutScale = model is "bicubic" ? 2 : null };
        return new(Guid.NewGuid(), 0, 1, "acme", priority, $"s3://{Bucket}/{source}", null, $"s3://{Bucket}/{target}", with?.Invoke(parameters) ?? parameters);
    }

    public static ObjectUri Uri(string key) => ObjectUri.Of(Bucket, key);

    public async Task<ObjectHead> PutAsync(string key, byte[] content)
    {
        using var stream = new MemoryStream(content);
        return (await Store.WriteAsync(Uri(key), stream, new WriteOptions(), default)).Head;
    }

    public Task<ObjectHead> PutFileAsync(string key, string file) => PutAsync(key, File.ReadAllBytes(file));

    public async Task<byte[]> GetAsync(string key)
    {
        await using var content = await Store.OpenReadAsync(Uri(key), ReadOptions.Whole, default);
        using var bytes = new MemoryStream();
        await content.Body.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    /// <summary>Sends a message and waits for its last report.</summary>
    public async Task<IItemReport> EndOfAsync(UpscaleItem item, int before = 0)
    {
        var known = EndsOf(item).Count;
        await Broker.DeliverAsync(new ItemDelivery(item, before));
        await UntilAsync(() => EndsOf(item).Count > known);
        return EndsOf(item)[known];
    }

    public async Task<ItemResult> ResultOfAsync(UpscaleItem item) => await EndOfAsync(item) switch
    {
        ItemUpscaled upscaled => upscaled.Result,
        var other => throw new InvalidOperationException($"{other}\n{string.Join('\n', Said)}"),
    };

    public async Task<ItemFailed> FailureOfAsync(UpscaleItem item) => Assert.IsType<ItemFailed>(await EndOfAsync(item));

    public IReadOnlyList<IItemReport> ReportsOf(UpscaleItem item) =>
        [.. Broker.Reports.Where(report => report.JobId == item.JobId && report.Item == item.Item && report.Attempt == item.Attempt)];

    public IReadOnlyList<IItemReport> EndsOf(UpscaleItem item) => [.. ReportsOf(item).Where(report => report is ItemUpscaled or ItemFailed)];

    public Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    public async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(_patience);
        while (!await condition())
            try
            {
                await Task.Delay(10, limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"It never came about.\n{string.Join('\n', Broker.Reports)}\n{string.Join('\n', Said)}");
            }
    }

    /// <summary>What an orchestrator would hear.</summary>
    public async Task<(bool IsGood, string Detail)> HealthAsync(string tag)
    {
        var report = await Part<HealthCheckService>().CheckHealthAsync(check => check.Tags.Contains(tag));
        return (report.Status == HealthStatus.Healthy, string.Join("; ", report.Entries.Where(entry => entry.Value.Status != HealthStatus.Healthy).Select(entry => $"{entry.Key}: {entry.Value.Description}")));
    }

    public IReadOnlyList<string> FilesIn(string folder) => Directory.Exists(this[folder])
        ? [.. Directory.EnumerateFiles(this[folder], "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(this[folder], path)).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Files of items under way.</summary>
    public IReadOnlyList<string> Scratch => [.. FilesIn("scratch").Where(name => !name.EndsWith(".lock", StringComparison.Ordinal))];

    public async Task StopAsync()
    {
        _stopped = true;
        await _host.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stopped)
            await StopAsync();
        _host.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Everything that was logged, with scopes left out.</summary>
    private sealed class Notebook : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<(int Id, string Text)> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue((eventId.Id, $"{logLevel} {eventId.Id} {formatter(state, exception)} {exception}"));

        public void Dispose()
        {
        }
    }
}
