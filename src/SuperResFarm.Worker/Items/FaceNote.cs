using System.Globalization;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Worker.Items;

/// <summary>What is noted of faces with a stored result: how many there were, and the surest of them, as many as there is room for.</summary>
/// <param name="Found">Faces that could have been restored.</param>
/// <param name="Restored">Those that were.</param>
/// <param name="Faces">The surest of them.</param>
internal sealed record FaceNote(int Found, int Restored, IReadOnlyList<OneFace> Faces)
{
    // A note has a small share of the 1600 bytes that all have together: about six faces.
    private const int LongestText = 300;

    private const int NumbersOfFace = 10;

    /// <returns>The note of what was done.</returns>
    public static FaceNote Of(FaceFacts facts) => new(facts.Found, facts.Restored, facts.Faces);

    /// <returns>What is reported of a result that was there: who would do it now is who did it then, or it would not be an equal one.</returns>
    /// <param name="used">The models and what was accepted of them.</param>
    public FaceFacts Over(FaceFacts used) => used with
    {
        Found = Found,
        Restored = Restored,
        Synthesised = used.Weight > 0 && Restored > 0,
        Faces = [.. Faces.Select(face => face with { Weight = used.Weight })],
    };

    /// <returns>The note as text: both counts, then the numbers of each face.</returns>
    public override string ToString()
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{Found},{Restored}");
        foreach (var face in Faces)
        {
            double?[] numbers = [.. Four(face.Box?.Select(side => (double?)side)), face.Score, face.EyeDistance, .. face.Area.Select(side => (double?)side)];
            var more = $"{text};{string.Join(',', numbers.Select(number => number?.ToString("0.####", CultureInfo.InvariantCulture)))}";
            if (more.Length > LongestText)
                break;
            text = more;
        }
        return text;
    }

    /// <returns>The note again; null: it is none.</returns>
    public static FaceNote? Parse(string? text)
    {
        if (text?.Split(';') is not [var counts, .. var faces] || counts.Split(',') is not [var found, var restored] || Count(found) is not { } all || Count(restored) is not { } done)
            return null;
        OneFace?[] read = [.. faces.Select(FaceOf)];
        return read.Contains(null) ? null : new(all, done, [.. read.OfType<OneFace>()]);
    }

    private static OneFace? FaceOf(string text)
    {
        double?[] numbers = [.. text.Split(',').Select(number => double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var read) ? read : (double?)null)];
        return numbers is [.. { Length: NumbersOfFace - 4 } of, { } left, { } top, { } width, { } height]
            ? new(of[0] is null ? null : [.. of[..4].Select(side => side ?? 0)], of[4], of[5], 0, [(int)left, (int)top, (int)width, (int)height])
            : null;
    }

    private static IEnumerable<double?> Four(IEnumerable<double?>? sides) => sides ?? new double?[4];

    private static int? Count(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;
}
