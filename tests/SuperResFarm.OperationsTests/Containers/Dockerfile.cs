using System.Text.RegularExpressions;

namespace SuperResFarm.OperationsTests.Containers;

/// <summary>A Dockerfile of the repository, as far as ours use the language: what is unknown to it is a fault, not passed over.</summary>
internal sealed partial class Dockerfile
{
    private static readonly string[] _known =
        ["ARG", "FROM", "ENV", "WORKDIR", "COPY", "RUN", "LABEL", "USER", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT"];

    private readonly Dictionary<string, string> _arguments;

    private Dockerfile(string program, Dictionary<string, string> given) => (Program, _arguments) = (program, given);

    /// <summary>Which program it is for: <c>api</c> or <c>worker</c>.</summary>
    public string Program { get; }

    /// <summary>The programs that have an image.</summary>
    public static TheoryData<string> Programs => ["api", "worker"];

    /// <summary>All instructions in their order.</summary>
    public List<Instruction> Instructions { get; } = [];

    /// <summary>Those of the stage that becomes the image.</summary>
    public IEnumerable<Instruction> Final => Instructions.Where(instruction => instruction.Stage == Instructions[^1].Stage);

    /// <summary>Those that build the program.</summary>
    public IEnumerable<Instruction> Build => Instructions.Where(instruction => instruction.Stage == 0);

    /// <summary>Names of the bases that are pulled, not built here.</summary>
    public IEnumerable<string> Bases
    {
        get
        {
            var own = Instructions.Where(each => each.Name == "FROM" && each.Operands is [_, "AS", _]).Select(each => each.Operands[2]).ToHashSet();
            return Instructions.Where(each => each.Name == "FROM").Select(each => each.Operands[0]).Where(name => !own.Contains(name));
        }
    }

    /// <param name="program">Its suffix.</param>
    /// <param name="given">Build arguments that go before the defaults.</param>
    public static Dockerfile Load(string program, params (string Name, string Value)[] given)
    {
        var file = new Dockerfile(program, given.ToDictionary(argument => argument.Name, argument => argument.Value));
        var stage = -1;
        var written = File.ReadAllText(Repository.PathOf($"deploy/docker/Dockerfile.{program}"));
        var text = Comment().Replace(written, "").Replace("\\\n", " ", StringComparison.Ordinal);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (name, rest) = (line[..line.IndexOf(' ')], Spaces().Replace(line[line.IndexOf(' ')..], " ").Trim());
            Assert.Contains(name, _known);
            stage += name == "FROM" ? 1 : 0;
            if (name == "ARG" && rest.Split('=', 2) is [var argument, var standard])
                file._arguments.TryAdd(argument, standard);
            file.Instructions.Add(new Instruction(name, name == "ARG" ? rest : Variable().Replace(rest, file.ValueOf), stage));
        }
        return file;
    }

    /// <returns>What an ENV of a stage sets.</returns>
    public static Dictionary<string, string> EnvironmentOf(IEnumerable<Instruction> stage) =>
        stage.Where(instruction => instruction.Name == "ENV").SelectMany(instruction => instruction.Operands)
            .Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    /// <returns>The words of a JSON list, the form that needs no shell.</returns>
    public static string[] ExecForm(string text) => System.Text.Json.JsonSerializer.Deserialize<string[]>(text[text.IndexOf('[')..])!;

    private string ValueOf(Match variable) => _arguments[variable.Groups[1].Value];

    [GeneratedRegex(@"^[ \t]*#.*\n", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\$\{(\w+)\}")]
    private static partial Regex Variable();

    [GeneratedRegex(" {2,}")]
    private static partial Regex Spaces();
}
