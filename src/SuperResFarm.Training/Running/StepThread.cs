using TorchSharp;

namespace SuperResFarm.Training.Running;

/// <summary>One thread for steps that follow each other: how many threads a sum is shared out to is kept by OpenMP for each calling thread, and decides its last bits.</summary>
internal static class StepThread
{
    /// <param name="threads">Of the processor, for the library's own work.</param>
    /// <param name="work">Runs to its end on a thread of its own.</param>
    public static Task<T> RunAsync<T>(int threads, Func<T> work) => Task.Factory.StartNew(
        () =>
        {
            torch.set_num_threads(threads);
            return work();
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);
}
