using System.Runtime.ExceptionServices;

namespace SuperResFarm.Inference.Upscaling;

/// <summary>Stages of one image that run at the same time.</summary>
internal static class Stages
{
    /// <summary>
    /// Waits for all stages. The first that fails stops the others through <paramref name="stop"/>, and its fault is the
    /// one that is thrown, not the cancellations that follow from it.
    /// </summary>
    public static async Task AllOrStop(CancellationTokenSource stop, params IReadOnlyList<Task> stages)
    {
        var running = stages.ToList();
        Exception? first = null;
        while (running.Count > 0)
        {
            var done = await Task.WhenAny(running);
            running.Remove(done);
            if (done.IsCompletedSuccessfully)
                continue;
            var fault = done.Exception?.GetBaseException() ?? new OperationCanceledException(stop.Token);
            if (first is null || (first is OperationCanceledException && fault is not OperationCanceledException))
                first = fault;
            await stop.CancelAsync();
        }
        if (first is not null)
            ExceptionDispatchInfo.Throw(first);
    }
}
