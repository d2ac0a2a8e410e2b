namespace SuperResFarm.Inference.Acceptance;

/// <summary>What one step of an acceptance found.</summary>
/// <param name="Verdict">What became of it.</param>
/// <param name="Text">What was measured, or why nothing was; without a full stop.</param>
/// <param name="Remedy">What to do about a failure, without a full stop; null unless it failed.</param>
public sealed record Finding(Verdict Verdict, string Text, string? Remedy = null)
{
    /// <summary>Which step; one of <see cref="Steps"/>.</summary>
    public string Step { get; init; } = "";

    /// <summary>On which device, such as <c>gpu 0</c>; null where a step concerns the machine.</summary>
    public string? Device { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>The figures in the text, by name with their unit.</summary>
    public IReadOnlyDictionary<string, double> Figures { get; init; } = new Dictionary<string, double>();

    internal static Finding Passed(string text, params ReadOnlySpan<(string Name, double? Value)> figures) => new Finding(Verdict.Pass, text).With(figures);

    internal static Finding Failed(string text, string remedy, params ReadOnlySpan<(string Name, double? Value)> figures) =>
        new Finding(Verdict.Fail, text, remedy).With(figures);

    internal static Finding Skipped(string text) => new(Verdict.Skip, text);

    // What is not known, and a decibel of equal pictures, is no number.
    private Finding With(ReadOnlySpan<(string Name, double? Value)> figures)
    {
        var known = new Dictionary<string, double>();
        foreach (var (name, value) in figures)
            if (value is { } number && double.IsFinite(number))
                known[name] = number;
        return this with { Figures = known };
    }
}
