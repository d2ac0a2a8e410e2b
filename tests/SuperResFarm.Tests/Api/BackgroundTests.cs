using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SuperResFarm.Api.Background;
using SuperResFarm.Api.Settings;
using SuperResFarm.Broker.Queues;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Tests.Api;

public class BackgroundTests
{
    private static readonly UpscaleItem[] _items = [.. Enumerable.Range(0, 300).Select(number => new UpscaleItem(
        Guid.Empty, number, 1, "default", Priority.Normal, "s3://images/a.png", null, "s3://results/a.png", new UpscaleParameters { Model = "bicubic" }))];

    [Fact]
    public async Task Publish_SomeRefused_ReturnsTheOthers()
    {
        var publisher = Publisher((item, _) => item.Item % 3 == 0 ? throw new BrokerException("no") : Task.CompletedTask);
        Assert.Equal(_items.Where(item => item.Item % 3 != 0), await publisher.PublishAsync(_items, default));
    }

    [Fact]
    public async Task Publish_TimeIsUp_ReturnsWhatWasConfirmedByThen()
    {
        using var over = new CancellationTokenSource();
        var confirmed = 0;
        var publisher = Publisher(async (item, ct) =>
        {
            if (item.Item < 100)
            {
                if (Interlocked.Increment(ref confirmed) == 100)
                    await over.CancelAsync();
                return;
            }
            await Task.Delay(Timeout.Infinite, ct);
        });
        Assert.Equal(_items[..100], await publisher.PublishAsync(_items, over.Token));
    }

    [Fact]
    public async Task Publish_ManyAtOnce_IsBounded()
    {
        var (now, most) = (0, 0);
        var publisher = Publisher(async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            await Task.Yield();
            Interlocked.Decrement(ref now);
        });
        Assert.Equal(300, (await publisher.PublishAsync(_items, default)).Count);
        Assert.InRange(most, 1, 128);
    }

    [Fact]
    public async Task Inbox_ReportsPutInOrder_ComeOutInOrder()
    {
        var inbox = new ReportInbox(Options.Create(new ApiOptions { ReportPrefetch = 8 }));
        var putting = Enumerable.Range(0, 100).Select(number => inbox.PutAsync(new ItemStarted(Guid.Empty, number, 1, "w", "d"), default)).ToList();
        for (var number = 0; number < 100; number++)
        {
            var waiting = await inbox.Reader.ReadAsync();
            Assert.Equal(number, waiting.Report.Item);
            Assert.False(putting[number].IsCompleted);
            waiting.Done();
        }
        await Task.WhenAll(putting);
    }

    private static BusPublisher Publisher(Func<UpscaleItem, CancellationToken, Task> send) => new(new SendingBroker(send), NullLogger<BusPublisher>.Instance);

    private sealed class SendingBroker(Func<UpscaleItem, CancellationToken, Task> send) : IFarmBroker
    {
        public Task SendAsync(UpscaleItem item, CancellationToken ct) => send(item, ct);
        public Task SendAsync(IItemReport report, CancellationToken ct) => throw new NotSupportedException();
        public Task SendAsync(CancelJob cancel, CancellationToken ct) => throw new NotSupportedException();

        public Task<ISubscription> TakeItemsAsync(Priority priority, int prefetch, Func<ItemDelivery, CancellationToken, Task> take, CancellationToken ct) =>
            throw new NotSupportedException();

        public Task<ISubscription> TakeReportsAsync(int prefetch, Func<IItemReport, CancellationToken, Task> take, CancellationToken ct) => throw new NotSupportedException();

        public Task<ISubscription> HearCancelsAsync(Func<CancelJob, CancellationToken, Task> hear, CancellationToken ct) => throw new NotSupportedException();
    }
}
