using SuperResFarm.Inference.Upscaling;

namespace SuperResFarm.Cli.Batch;

/// <summary>Is told how a batch goes; calls may come from several threads at once.</summary>
public interface IBatchObserver : IDisposable
{
    /// <summary>An image is taken up.</summary>
    void Started(WorkItem item);

    /// <summary>An image has one more tile.</summary>
    void Progressed(WorkItem item, UpscaleProgress progress);

    /// <summary>An image has ended.</summary>
    void Ended(Outcome outcome);

    /// <summary>The batch has ended.</summary>
    void Completed(Summary summary);
}
