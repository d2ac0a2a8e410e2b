namespace SuperResFarm.Jobs.Persistence;

/// <summary>Whether work can be done with the database now.</summary>
/// <param name="Answers">It can be reached and asked.</param>
/// <param name="Migrated">It has all the tables of this program.</param>
/// <param name="Missing">What is missing, a sentence for operators; null: nothing.</param>
public sealed record DatabaseProbe(bool Answers, bool Migrated, string? Missing)
{
    /// <summary>Nothing is missing.</summary>
    public bool IsReady => Answers && Migrated;
}
