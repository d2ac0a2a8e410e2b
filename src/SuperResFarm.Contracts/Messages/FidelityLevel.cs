namespace SuperResFarm.Contracts.Messages;

/// <summary>How far the pixels of a result must be trusted; decides which models may make it. The numbers are stored: they never change.</summary>
public enum FidelityLevel
{
    /// <summary>Nothing may be invented, and the result tells how it was made: formulas and models trained for the smallest error, no deblocking unless it is
    /// asked for, provenance and the consistency check always.</summary>
    Evidence = 0,

    /// <summary>Nothing may be invented.</summary>
    Faithful = 1,

    /// <summary>Texture may be invented, faces may not.</summary>
    Balanced = 2,

    /// <summary>What looks best.</summary>
    Perceptual = 3,
}

/// <summary>How levels are spelled.</summary>
public static class FidelityWords
{
    /// <summary>All of them, the strictest first.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<FidelityLevel>().Select(level => level.Spelled())];

    /// <returns>The word that requests, options and files have for a level.</returns>
    public static string Spelled(this FidelityLevel level) => level.ToString().ToLowerInvariant();
}
