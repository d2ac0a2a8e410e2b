using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SuperResFarm.Broker.Queues;

namespace SuperResFarm.Broker.Memory;

/// <summary>A queue in this process. What was not begun stays in it, whoever stops.</summary>
/// <typeparam name="T">Kind of the messages.</typeparam>
/// <param name="name">For the log.</param>
/// <param name="time">For resting.</param>
/// <param name="logger">Hears of failed handlers.</param>
internal sealed class MemoryQueue<T>(string name, TimeProvider time, ILogger logger)
{
    private readonly Channel<(T Message, int Before)> _waiting = Channel.CreateUnbounded<(T, int)>();

    public void Put(T message) => Put(message, 0);

    /// <summary>Begins to take.</summary>
    /// <param name="handlers">How many run at the same time.</param>
    /// <param name="take">Handler: the message, how often it came back, and a token.</param>
    public ISubscription Take(int handlers, Func<T, int, CancellationToken, Task> take)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(handlers, 1);
        return new Subscription(this, handlers, take);
    }

    // Unbounded, so it always takes one more.
    private void Put(T message, int before) => _waiting.Writer.TryWrite((message, before));

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
                    await HandleAsync(held.Message, held.Before);
            }
        }

        private async Task HandleAsync(T message, int before)
        {
            try
            {
                await _handlers.RunAsync(ct => _take(message, before, ct), before, null, CancellationToken.None);
            }
            catch (GivenBackException back)
            {
                _queue.Put(message, back.InnerException is null ? before : before + 1);
            }
        }
    }

    private Handlers NewHandlers() => new(name, time, logger);
}
