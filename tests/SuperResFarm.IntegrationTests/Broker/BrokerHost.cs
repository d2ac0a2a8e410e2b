using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SuperResFarm.Broker;
using SuperResFarm.Broker.Queues;

namespace SuperResFarm.IntegrationTests.Broker;

/// <summary>A service with a broker, as Api and Worker are one.</summary>
internal sealed class BrokerHost : ILoggerProvider, IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _said = new();
    private readonly IHost _host;
    private bool _disposed;

    private BrokerHost(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings
        {
            DisableDefaults = true,
        });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.AddProvider(this).SetMinimumLevel(LogLevel.Debug);
        builder.Services.AddBroker();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(20));
        _host = builder.Build();
        Broker = _host.Services.GetRequiredService<IFarmBroker>();
    }

    public IFarmBroker Broker { get; }

    /// <summary>Everything it logged.</summary>
    public IReadOnlyCollection<string> Said => _said;

    public static async Task<BrokerHost> StartAsync(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var host = new BrokerHost(settings);
        await host._host.StartAsync();
        return host;
    }

    public async Task<HealthReportEntry> HealthAsync() =>
        (await _host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Tags.Contains("ready"))).Entries["broker"];

    /// <summary>Waits for a state of health.</summary>
    /// <returns>What it says.</returns>
    public async Task<string> HealthBecomesAsync(HealthStatus status)
    {
        var health = await HealthAsync();
        await Wait.UntilAsync(async () => (health = await HealthAsync()).Status == status, () => $"{health.Status}: {health.Description}");
        return health.Description!;   // every state says something
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        await _host.StopAsync();
        _host.Dispose();
    }

    ILogger ILoggerProvider.CreateLogger(string categoryName) => new Listener(_said);

    void IDisposable.Dispose()
    {
        // The host disposes its providers; what was said stays.
    }

    private sealed class Listener(ConcurrentQueue<string> said) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            said.Enqueue($"{logLevel} {eventId.Id} {formatter(state, exception)} {exception}");
    }
}
