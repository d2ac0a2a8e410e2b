using System.Threading.Channels;
using Microsoft.Extensions.Options;
using SuperResFarm.Api.Settings;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Api.Background;

/// <summary>Where reports wait to be written, in the order in which they came.</summary>
internal sealed class ReportInbox(IOptions<ApiOptions> options)
{
    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(options.Value.ReportPrefetch) { SingleReader = true });

    /// <summary>What is written from.</summary>
    public ChannelReader<Waiting> Reader => _waiting.Reader;

    /// <summary>Brings a report in.</summary>
    /// <param name="report">What a worker says.</param>
    /// <param name="ct">Ends the waiting; the report may be written all the same.</param>
    /// <returns>When it is written, and the broker need not keep it any more.</returns>
    public async Task PutAsync(IItemReport report, CancellationToken ct)
    {
        var waiting = new Waiting(report);
        await _waiting.Writer.WriteAsync(waiting, ct);
        await waiting.Written.WaitAsync(ct);
    }

    /// <summary>Takes no more.</summary>
    public void Close() => _waiting.Writer.TryComplete();

    /// <summary>A report and whoever waits for it.</summary>
    internal sealed class Waiting(IItemReport report)
    {
        private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IItemReport Report => report;

        public Task Written => _written.Task;

        public void Done() => _written.TrySetResult();

        public void Failed(Exception fault) => _written.TrySetException(fault);
    }
}
