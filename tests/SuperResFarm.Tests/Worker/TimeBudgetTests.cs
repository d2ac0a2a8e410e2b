using Microsoft.Extensions.Time.Testing;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Worker.Items;

namespace SuperResFarm.Tests.Worker;

public class TimeBudgetTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Spend_Steps_AddUp()
    {
        var budget = new TimeBudget(TimeSpan.FromSeconds(10), _time);
        await budget.SpendAsync(ct => TakeAsync(4, ct), default);
        budget.Spend(TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.FromSeconds(1), budget.Left);
        var fault = await Assert.ThrowsAsync<FarmException>(() => budget.SpendAsync(ct => TakeAsync(2, ct), default));
        Assert.Equal((FailureCode.TimedOut, Disposition.Retry, TimeSpan.Zero), (fault.Code, fault.Next, budget.Left));
        Assert.Contains("10 s", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Spend_Stopped_IsNoTimeOut()
    {
        var budget = new TimeBudget(TimeSpan.FromSeconds(10), _time);
        using var stop = new CancellationTokenSource();
        var step = budget.SpendAsync(async ct =>
        {
            await Task.Delay(Timeout.Infinite, ct);
            return 0;
        }, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => step);
    }

    private Task<int> TakeAsync(int seconds, CancellationToken ct)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        ct.ThrowIfCancellationRequested();
        return Task.FromResult(0);
    }
}
