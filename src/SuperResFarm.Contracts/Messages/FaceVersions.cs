namespace SuperResFarm.Contracts.Messages;

/// <summary>The face models as GFPGAN's script calls them.</summary>
public static class FaceVersions
{
    /// <summary>The one that is taken when none is named.</summary>
    public const string Usual = "1.4";

    private static readonly Dictionary<string, string> _models = new(StringComparer.OrdinalIgnoreCase)
    {
        ["1.3"] = "GFPGANv1.3",
        [Usual] = "GFPGANv1.4",
        ["RestoreFormer"] = "RestoreFormer",
    };

    /// <summary>All of them, for messages.</summary>
    public static string Words => string.Join(", ", _models.Keys);

    /// <returns>The model's name; null: there is no such version.</returns>
    public static string? ModelOf(string version) => _models.GetValueOrDefault(version);
}
