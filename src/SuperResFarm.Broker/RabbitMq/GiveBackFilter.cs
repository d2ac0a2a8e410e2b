using System.Runtime.ExceptionServices;
using System.Runtime.Serialization;
using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.Logging;
using SuperResFarm.Broker.Queues;

namespace SuperResFarm.Broker.RabbitMq;

/// <summary>
/// Decides about a message that faulted: one that cannot be read goes on, to the dead letters, because it would come back for ever; everything
/// else goes back to its queue.
/// </summary>
/// <param name="queue">For the log.</param>
/// <param name="logger">Hears of unreadable messages.</param>
internal sealed class GiveBackFilter(string queue, ILogger logger) : IFilter<ExceptionReceiveContext>
{
    public async Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        if (!IsUnreadable(context.Exception))
            ExceptionDispatchInfo.Throw(context.Exception);
        Log.Unreadable(logger, queue, context.Exception);
        // Unless it counts as faulted, it goes the way of unknown messages too.
        if (!context.IsFaulted)
            await context.NotifyFaulted(context.Exception);
        await next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("giveBack");

    // Faults of handlers, whatever they are, come as GivenBackException.
    private static bool IsUnreadable(Exception fault) =>
        fault is not GivenBackException && (fault is SerializationException or JsonException or NotSupportedException
            || fault.InnerException is { } cause && IsUnreadable(cause));
}
