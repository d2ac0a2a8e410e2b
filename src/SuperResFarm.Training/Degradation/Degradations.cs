namespace SuperResFarm.Training.Degradation;

/// <summary>The degradations by their names.</summary>
internal static class Degradations
{
    /// <param name="kind">Which.</param>
    /// <param name="scale">How much smaller the results are.</param>
    /// <returns>Null for the one that needs no chance: whole pictures are made small once.</returns>
    public static IDegradation? Of(DegradationKind kind, int scale) => kind switch
    {
        DegradationKind.Jpeg => new Blocks(scale),
        DegradationKind.Real => new RealWorld(scale),
        _ => null,
    };
}
