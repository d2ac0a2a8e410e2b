using SuperResFarm.Cli.Farm;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.Watching;

/// <summary>Tells a machine on standard output: one JSON object with an <c>event</c> on each line.</summary>
internal sealed class JobJson : IJobView
{
    public void Progressed(JobBody job) => Write("progress", job);

    public void Ended(ItemBody item) => Console.WriteLine(FarmBodies.Line(new { Event = "item", Item = item }));

    public void Note(string text) => Console.Error.WriteLine(text);

    public void Completed(JobBody job) => Write("end", job);

    public void Dispose()
    {
    }

    /// <summary>Writes an event that is about the whole job.</summary>
    public static void Write(string kind, JobBody job) => Console.WriteLine(FarmBodies.Line(new { Event = kind, Job = job }));
}
