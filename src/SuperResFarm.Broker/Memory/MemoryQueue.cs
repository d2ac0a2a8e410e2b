using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SuperResFarm.Broker.Queues;
using SuperResFarm.Contracts.Telemetry;

namespace SuperResFarm.Broker.Memory;

/// <summary>A queue in this process. What was not begun stays in it, whoever stops.</summary>
/// <typeparam name="T">Kind of the messages.</typeparam>
/// <param name="name">For the log.</param>
/// <param name="time">For resting.</param>
/// <param name="logger">Hears of failed handlers.</param>
internal sealed class MemoryQueue<T>(string name, TimeProvider time, ILogger logger)
{
    private readonly Channel<Held> _waiting = Channel.CreateUnbounded<Held>();

    public void Put(T message) => Put(new Held(message, 0, Activity.Current?.Context ?? default));

    /// <summary>Begins to take.</summary>
    /// <param name="handlers">How many run at the same time.</param>
    /// <param name="take">Handler: the message, how often it came back, and a token.</param>
    public ISubscription Take(int handlers, Func<T, int, CancellationToken, Task> take)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(handlers, 1);
        return new Subscription(this, handlers, take);
    }

    // Unbounded, so it always takes one more.
    private void Put(Held held) => _waiting.Writer.TryWrite(held);

    private sealed class Subscription : ISubscription
    {
        private readonly MemoryQueue<T> _queue;
        private readonly Func<T, int, CancellationToken, Task> _take;
        private readonly Handlers _handlers;
        private readonly Task _running;

        public Subscription(MemoryQueue<T> queue, int handlers, Func<T, int, CancellationToken, Task> take)
        {
            (_queue, _take, _handlers) = (queue, take, queue.NewHandlers());
            _running = Task.WhenAll(Enumerable.Range(0, handlers).Select(_ => Task.Run(RunAsync)));
        }

        public Task StopAsync(CancellationToken ct) => _handlers.StopAsync(_running.WaitAsync, ct);

        private async Task RunAsync()
        {
            var reader = _queue._waiting.Reader;
            while (!_handlers.Stopping.IsCancellationRequested)
            {
                try
                {
                    await reader.WaitToReadAsync(_handlers.Stopping);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
                if (reader.TryRead(out var held))
                    await HandleAsync(held);
            }
        }

        private async Task HandleAsync(Held held)
        {
            using var span = _queue.Begin(held);
            try
            {
                await _handlers.RunAsync(ct => _take(held.Message, held.Before, ct), held.Before, null, CancellationToken.None);
            }
            catch (GivenBackException back)
            {
                _queue.Put(back.InnerException is null ? held : held with { Before = held.Before + 1 });
            }
        }
    }

    private Handlers NewHandlers() => new(name, time, logger);

    private Activity? Begin(Held held) => FarmTraces.Continue($"{name} receive", held.Sender);

    /// <summary>A message, how often it came back, and the span that sent it.</summary>
    private sealed record Held(T Message, int Before, ActivityContext Sender);
}
