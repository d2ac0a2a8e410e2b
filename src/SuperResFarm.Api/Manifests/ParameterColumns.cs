using System.Globalization;
using SuperResFarm.Api.Submissions;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Api.Manifests;

/// <summary>The columns of a CSV list that say what an image asks for otherwise than its job. An empty cell says nothing.</summary>
internal static class ParameterColumns
{
    private const string Number = "a number such as 2.5", Whole = "a whole number", Truth = "true or false";

    private static readonly string _levels = $"one of {string.Join(", ", FidelityWords.All)}";

    private static readonly (string Name, string Kind, Func<ItemParameters, string, ItemParameters?> Read)[] _columns =
    [
        ("model", "text", (given, cell) => given with { Model = cell }),
        ("outScale", Number, (given, cell) => Double(cell) is { } number ? given with { OutScale = number } : null),
        ("outWidth", Whole, (given, cell) => Int(cell) is { } number ? given with { OutWidth = number } : null),
        ("outHeight", Whole, (given, cell) => Int(cell) is { } number ? given with { OutHeight = number } : null),
        ("denoiseStrength", Number, (given, cell) => Double(cell) is { } number ? given with { DenoiseStrength = number } : null),
        ("fidelity", _levels, (given, cell) => Level(cell) is { } level ? given with { Fidelity = level } : null),
        ("deblock", "text", (given, cell) => given with { Deblock = cell }),
        ("faces.enhance", Truth, (given, cell) => Bool(cell) is { } flag ? Face(given, faces => faces with { Enhance = flag }) : null),
        ("faces.version", "text", (given, cell) => Face(given, faces => faces with { Version = cell })),
        ("faces.model", "text", (given, cell) => Face(given, faces => faces with { Model = cell })),
        ("faces.detector", "text", (given, cell) => Face(given, faces => faces with { Detector = cell })),
        ("faces.parser", "text", (given, cell) => Face(given, faces => faces with { Parser = cell })),
        ("faces.weight", Number, (given, cell) => Double(cell) is { } number ? Face(given, faces => faces with { Weight = number }) : null),
        ("faces.onlyCenterFace", Truth, (given, cell) => Bool(cell) is { } flag ? Face(given, faces => faces with { OnlyCenterFace = flag }) : null),
        ("faces.aligned", Truth, (given, cell) => Bool(cell) is { } flag ? Face(given, faces => faces with { Aligned = flag }) : null),
        ("faces.maxFaces", Whole, (given, cell) => Int(cell) is { } number ? Face(given, faces => faces with { MaxFaces = number }) : null),
        ("faces.acceptLicence", Truth, (given, cell) => Bool(cell) is { } flag ? Face(given, faces => faces with { AcceptLicence = flag }) : null),
        ("eightOrientations", Truth, (given, cell) => Bool(cell) is { } flag ? given with { EightOrientations = flag } : null),
        ("format", "text", (given, cell) => given with { Format = cell }),
        ("quality", Whole, (given, cell) => Int(cell) is { } number ? given with { Quality = number } : null),
        ("strip", Truth, (given, cell) => Bool(cell) is { } flag ? given with { Strip = flag } : null),
        ("consistency", Truth, (given, cell) => Bool(cell) is { } flag ? given with { Consistency = flag } : null),
        ("divergenceMap", Truth, (given, cell) => Bool(cell) is { } flag ? given with { DivergenceMap = flag } : null),
        ("timeLimitSeconds", Number, (given, cell) => Double(cell) is { } number ? given with { TimeLimitSeconds = number } : null),
        ("overwrite", Truth, (given, cell) => Bool(cell) is { } flag ? given with { Overwrite = flag } : null),
    ];

    /// <summary>Their names: <c>parameters.model</c> and so on.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. _columns.Select(column => $"{ItemMistake.Parameters}.{column.Name}")];

    /// <returns>What a record asks for; null: nothing.</returns>
    /// <param name="cellOf">What stands in a column, by its place in <see cref="Names"/>; null: nothing.</param>
    /// <param name="mistake">Set where a cell cannot be read.</param>
    public static ItemParameters? Read(Func<int, string?> cellOf, out string? mistake)
    {
        ItemParameters? given = null;
        for (var at = 0; at < _columns.Length; at++)
        {
            if (cellOf(at) is not { } cell)
                continue;
            given = _columns[at].Read(given ?? new(), cell);
            if (given is null)
            {
                mistake = $"{Names[at]} must be {_columns[at].Kind}";
                return null;
            }
        }
        mistake = null;
        return given;
    }

    private static ItemParameters Face(ItemParameters given, Func<FaceParameters, FaceParameters> change) => given with { Faces = change(given.Faces ?? new()) };

    private static double? Double(string cell) =>
        double.TryParse(cell, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static int? Int(string cell) => int.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static bool? Bool(string cell) => cell.ToLowerInvariant() switch
    {
        "true" => true,
        "false" => false,
        _ => null,
    };

    private static FidelityLevel? Level(string cell) =>
        Enum.GetValues<FidelityLevel>().Where(level => level.Spelled().Equals(cell, StringComparison.OrdinalIgnoreCase)).Select(level => (FidelityLevel?)level).FirstOrDefault();
}
