using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.Watching;

/// <summary>Is told how a job goes.</summary>
internal interface IJobView : IDisposable
{
    /// <summary>The job as it stands.</summary>
    void Progressed(JobBody job);

    /// <summary>An item has ended.</summary>
    void Ended(ItemBody item);

    /// <summary>Something about the way to the farm.</summary>
    void Note(string text);

    /// <summary>The job has ended.</summary>
    void Completed(JobBody job);
}
