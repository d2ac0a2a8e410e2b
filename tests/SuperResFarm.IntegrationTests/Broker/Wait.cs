using System.Diagnostics;

namespace SuperResFarm.IntegrationTests.Broker;

/// <summary>Waits for conditions with a bound that only a fault reaches.</summary>
internal static class Wait
{
    private static readonly TimeSpan _bound = TimeSpan.FromMinutes(2);

    public static Task UntilAsync(Func<bool> condition, Func<string>? otherwise = null) => UntilAsync(() => Task.FromResult(condition()), otherwise);

    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string>? otherwise = null)
    {
        for (var watch = Stopwatch.StartNew(); !await condition(); await Task.Delay(20))
            if (watch.Elapsed > _bound)
                Assert.Fail(otherwise?.Invoke() ?? "The condition was not met.");
    }

    /// <returns>What a task returns, if it does within the bound.</returns>
    public static Task<T> ForAsync<T>(Task<T> task) => task.WaitAsync(_bound);

    public static Task ForAsync(Task task) => task.WaitAsync(_bound);
}
