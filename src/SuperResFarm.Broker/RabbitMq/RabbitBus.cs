using MassTransit;
using MassTransit.UsageTracking;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using SuperResFarm.Broker.Queues;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Broker.RabbitMq;

/// <summary>
/// MassTransit with one connection. A broker short of memory or disk blocks connections that publish, so sending and taking have one each. Each has a
/// container of its own: nothing of MassTransit is seen outside this project, except its logs, metrics and traces, which are the usual ones.
/// </summary>
internal sealed class RabbitBus : IDisposable
{
    private static readonly TimeSpan _closing = TimeSpan.FromSeconds(5);

    private readonly ServiceProvider _services;
    private readonly CancellationTokenSource _never = new();
    private Task<BusHandle>? _starting;

    /// <param name="options">Valid options.</param>
    /// <param name="name">Name of the connection, for the broker's lists.</param>
    /// <param name="loggers">The host's.</param>
    public RabbitBus(BrokerOptions options, string name, ILoggerFactory loggers)
    {
        var quiet = new QuietLoggers(loggers);
        LogContext.ConfigureCurrentLogContext(quiet);
        _services = new ServiceCollection()
            .AddSingleton<ILoggerFactory>(quiet)
            .AddSingleton(typeof(ILogger<>), typeof(Logger<>))
            .AddMassTransit(bus =>
            {
                bus.DisableUsageTelemetry();
                bus.UsingRabbitMq((_, rabbit) => Configure(rabbit, options, name));
            })
            .RemoveAll<IUsageTracker>()
            .BuildServiceProvider();
        Control = _services.GetRequiredService<IBusControl>();
    }

    /// <summary>The bus; to be started when the broker is there.</summary>
    public IBusControl Control { get; }

    /// <summary>Queues with a receiver here: MassTransit has one for each at most.</summary>
    public HashSet<string> Taken { get; } = [];

    /// <summary>Starts it; a second time nothing happens.</summary>
    /// <param name="ct">Ends the waiting for the broker.</param>
    public Task StartAsync(CancellationToken ct)
    {
        // With no token at all MassTransit gives up after a minute, and with one that fires it stops the bus.
        lock (_never)
            if (_starting is null or { IsFaulted: true })
                _starting = Control.StartAsync(_never.Token);
        return _starting.WaitAsync(ct);
    }

    /// <summary>Closes the connection, whose receivers are stopped. Handlers that never end are not waited for.</summary>
    /// <param name="ct">Ends the waiting.</param>
    public async Task StopAsync(CancellationToken ct)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(ct);
        soon.CancelAfter(_closing);
        await Control.StopAsync(soon.Token);
    }

    public void Dispose()
    {
        // A start that still waits for a broker ends.
        _never.Cancel();
        _services.Dispose();
        _never.Dispose();
    }

    private static void Configure(IRabbitMqBusFactoryConfigurator rabbit, BrokerOptions options, string name)
    {
        rabbit.Host(options.Host, (ushort)options.EffectivePort, options.VirtualHost, name, host =>
        {
            host.Username(options.Username);
            host.Password(options.ReadPassword());
            host.Heartbeat(TimeSpan.FromSeconds(options.HeartbeatSeconds));
            if (options.Tls)
                host.UseSsl(tls => tls.ServerName = options.Host);
            host.OnRefreshConnectionFactory = factory =>
            {
                factory.Password = options.ReadPassword();
                return Task.CompletedTask;
            };
        });
        rabbit.Message<CancelJob>(message => message.SetEntityName(QueueNames.Cancels));
        rabbit.SendTopology.ErrorQueueNameFormatter = DeadQueue.Instance;
        rabbit.SendTopology.DeadLetterQueueNameFormatter = DeadQueue.Instance;
        rabbit.ConfigureJsonSerializerOptions(json =>
        {
            json.WriteIndented = false;
            json.RespectNullableAnnotations = true;
            json.RespectRequiredConstructorParameters = true;
            return json;
        });
    }

    /// <summary>MassTransit would have a queue for faults and one for unknown messages beside each queue; here they all go to one.</summary>
    private sealed class DeadQueue : IErrorQueueNameFormatter, IDeadLetterQueueNameFormatter
    {
        public static readonly DeadQueue Instance = new();

        public string FormatErrorQueueName(string queueName) => QueueNames.Dead;

        public string FormatDeadLetterQueueName(string queueName) => QueueNames.Dead;
    }
}
