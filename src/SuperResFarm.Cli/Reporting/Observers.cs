using SuperResFarm.Cli.Batch;
using SuperResFarm.Inference.Upscaling;

namespace SuperResFarm.Cli.Reporting;

/// <summary>Tells several observers.</summary>
internal sealed class Observers(IReadOnlyList<IBatchObserver> all) : IBatchObserver
{
    public void Started(WorkItem item) => Each(observer => observer.Started(item));

    public void Progressed(WorkItem item, UpscaleProgress progress) => Each(observer => observer.Progressed(item, progress));

    public void Ended(Outcome outcome) => Each(observer => observer.Ended(outcome));

    public void Completed(Summary summary) => Each(observer => observer.Completed(summary));

    public void Dispose() => Each(observer => observer.Dispose());

    private void Each(Action<IBatchObserver> tell)
    {
        foreach (var observer in all)
            tell(observer);
    }
}
