using System.Threading.Channels;

namespace SuperResFarm.Training.Data;

/// <summary>Prepares batches ahead of the steps that use them, in their order.</summary>
internal sealed class PatchFeed : IAsyncDisposable
{
    private const int Ahead = 4;

    private readonly Channel<PatchBatch> _ready = Channel.CreateBounded<PatchBatch>(Ahead);
    private readonly Channel<PatchBatch> _used = Channel.CreateUnbounded<PatchBatch>();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;

    /// <param name="sampler">Fills the batches.</param>
    /// <param name="first">Number of the first step.</param>
    /// <param name="end">Number behind the last step.</param>
    public PatchFeed(PatchSampler sampler, int first, int end)
    {
        for (var i = 0; i < Ahead + 2; i++)
            _used.Writer.TryWrite(sampler.NewBatch());
        _work = Task.Run(() => FillAsync(sampler, first, end));
    }

    /// <summary>Waits for the batch of the next step; give it back when the step is done.</summary>
    public PatchBatch Next() => _ready.Reader.ReadAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Gives a batch back to be filled again.</summary>
    public void Return(PatchBatch batch) => _used.Writer.TryWrite(batch);

    /// <summary>Ends the preparation.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task FillAsync(PatchSampler sampler, int first, int end)
    {
        try
        {
            for (var step = first; step < end; step++)
            {
                var batch = await _used.Reader.ReadAsync(_stop.Token);
                sampler.Fill(batch, step);
                await _ready.Writer.WriteAsync(batch, _stop.Token);
            }
            _ready.Writer.Complete();
        }
        catch (Exception fault)
        {
            _ready.Writer.Complete(fault);   // whoever waits for the next batch hears of it
        }
    }
}
