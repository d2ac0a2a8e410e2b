namespace SuperResFarm.Contracts.Objects;

/// <summary>Names of notes in the metadata of results that others than their writer read.</summary>
public static class ObjectNotes
{
    /// <summary>Id of the job that made it.</summary>
    public const string Job = "job";
}
