using SuperResFarm.Worker.Taking;

namespace SuperResFarm.Tests.Worker;

public class RunningItemsTests
{
    private readonly RunningItems _running = new();
    private readonly TaskCompletionSource _end = new();
    private int _runs;

    [Fact]
    public async Task Run_CopiesOfOneMessage_RunOnce()
    {
        var all = Enumerable.Range(0, 10).Select(_ => _running.RunAsync(Items.Any, WorkAsync, default)).ToList();
        Assert.Equal(1, _runs);
        Assert.DoesNotContain(all, each => each.IsCompleted);
        _end.SetResult();
        await Task.WhenAll(all);
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task Run_LaterAttempt_WaitsAndThenRuns()
    {
        var first = _running.RunAsync(Items.Any, WorkAsync, default);
        var second = _running.RunAsync(Items.Any with { Attempt = 2 }, WorkAsync, default);
        Assert.Equal(1, _runs);
        _end.SetResult();
        await Task.WhenAll(first, second);
        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task Run_EarlierAttempt_IsDroppedBesideALaterOne()
    {
        var later = _running.RunAsync(Items.Any with { Attempt = 2 }, WorkAsync, default);
        var earlier = _running.RunAsync(Items.Any, WorkAsync, default);
        _end.SetResult();
        await Task.WhenAll(later, earlier);
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task Run_Broken_GoesBackWithItsCopies()
    {
        var first = _running.RunAsync(Items.Any, WorkAsync, default);
        var copy = _running.RunAsync(Items.Any, WorkAsync, default);
        _end.SetException(new InvalidOperationException("broken"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        await Assert.ThrowsAsync<InvalidOperationException>(() => copy);
        await Assert.ThrowsAsync<InvalidOperationException>(() => _running.RunAsync(Items.Any, WorkAsync, default));
        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task Run_OtherItems_RunBeside()
    {
        var all = Enumerable.Range(0, 3).Select(i => _running.RunAsync(Items.Any with { Item = i }, WorkAsync, default)).ToList();
        Assert.Equal(3, _runs);
        _end.SetResult();
        await Task.WhenAll(all);
    }

    private Task WorkAsync()
    {
        _runs++;
        return _end.Task;
    }
}
