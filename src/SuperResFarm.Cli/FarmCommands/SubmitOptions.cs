using System.CommandLine;
using SuperResFarm.Cli.Commands;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Cli.FarmCommands;

/// <summary>What is submitted: which images, how they are enlarged, and how urgent it is.</summary>
internal sealed class SubmitOptions
{
    private readonly Argument<string[]> _items = new("images") { Description = "Files, folders or globs of this machine, which are uploaded, or addresses of images in the object store, s3://bucket/photo.jpg.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _prefix = new("--prefix") { Description = "All images under this prefix, s3://bucket/folder/; results mirror its folders." };
    private readonly Option<string[]> _include = new("--include") { Description = "With --prefix: only what this glob matches below it, such as '**/*.jpg'; may be repeated.", DefaultValueFactory = _ => [] };
    private readonly Option<string[]> _exclude = new("--exclude") { Description = "With --prefix: not what this glob matches; may be repeated.", DefaultValueFactory = _ => [] };
    private readonly Option<bool> _flat = new("--no-recursive") { Description = "With --prefix: not in folders below." };
    private readonly Option<string?> _manifest = new("--manifest") { Description = "A list of images: s3://bucket/list.jsonl in the object store, or a local file (-: standard input) that is sent. JSONL with source, target, version on each line, or CSV with them in its head line." };
    private readonly Option<string?> _format = new("--manifest-format") { Description = "What the list is. Default: by its extension, .csv or else JSONL." };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "Where results go: a folder of this machine, into which they are fetched, or a prefix, s3://bucket/out/. Default: the place that the farm has for them, if it has one; 'superres fetch' gets them from there." };
    private readonly Option<string?> _template = new("--output-template") { Description = "How results are named below the output, as '{dir}/{stem}_{size}.{ext}'. Placeholders: {dir} {stem} {name} {ext} {sourceExt} {model} {size} {number} {number:6} {label:NAME}; {{ and }} are braces." };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace whatever is at a target; otherwise what the farm did not make stays, and the item fails." };
    private readonly Option<string> _priority = new("--priority") { Description = "Whose queue the items take.", DefaultValueFactory = _ => "normal" };
    private readonly Option<int> _attempts = new("--attempts") { Description = "Attempts that an item is granted, 1 to 100.", DefaultValueFactory = _ => 3 };
    private readonly LimitOptions _limits = new();
    private readonly Option<string?> _model = ModelOptions.Name($"Model of the farm. Default: {ModelOptions.Preferred} where the farm has it, else {ModelOptions.WithoutWeights}.");
    private readonly ResultOptions _result = new();
    private readonly FaceOptions _faces = new("of the farm, by name");
    private readonly Option<bool> _accept = ModelOptions.Acceptance("Accept the terms of face models whose licences limit the use; it is recorded with the job and its results.");
    private readonly Option<bool> _map = new("--divergence-map") { Description = "Store a picture of where each result differs from its source beside it." };

    private readonly LabelOption _labels = new("Noted with the job, NAME=VALUE, to find it by; may be repeated.");

    public SubmitOptions()
    {
        _format.AcceptOnlyFromAmong("jsonl", "csv");
        _priority.AcceptOnlyFromAmong("high", "normal", "bulk");
    }

    public void AddTo(Command command)
    {
        command.Add(_items);
        foreach (var option in new Option[] { _prefix, _include, _exclude, _flat, _manifest, _format, _output, _template, _overwrite, _model })
            command.Add(option);
        _result.AddTo(command);
        _faces.AddTo(command);
        command.Add(_accept);
        command.Add(_map);
        command.Add(_priority);
        command.Add(_attempts);
        _labels.AddTo(command);
        _limits.AddTo(command);
    }

    /// <returns>The body of the submission; it names no images when a local list does.</returns>
    /// <exception cref="CommandException">Options that cannot be used, each on a line of its own.</exception>
    public JobRequest Request(ParseResult parsed)
    {
        var parameters = Parameters(parsed);
        var mistakes = new List<string>();
        var (items, prefix, manifest) = (parsed.GetValue(_items) ?? [], parsed.GetValue(_prefix), parsed.GetValue(_manifest));
        if ((items.Length > 0 ? 1 : 0) + (prefix is null ? 0 : 1) + (manifest is null ? 0 : 1) != 1)
            mistakes.Add("Give files, folders or addresses of images, or --prefix, or --manifest: exactly one of them says which images.");
        if (prefix is null && (parsed.GetValue(_include)!.Length > 0 || parsed.GetValue(_exclude)!.Length > 0 || parsed.GetValue(_flat)))
            mistakes.Add("--include, --exclude and --no-recursive choose below a prefix: give --prefix too.");
        if (manifest is null && parsed.GetValue(_format) is not null)
            mistakes.Add("--manifest-format says what a list is: give --manifest too.");
        var (paths, folder) = (Paths(parsed), Folder(parsed));
        if (paths.Count > 0 && paths.Count < items.Length)
            mistakes.Add($"'{paths[0]}' is of this machine and '{items.First(IsAddress)}' in the object store: submit them one after the other.");
        if (folder is "")
            mistakes.Add("-o '': name a folder, or a prefix such as s3://bucket/out/.");
        else if (folder is not null && File.Exists(folder))
            mistakes.Add($"-o '{folder}' is a file: name a folder.");
        mistakes.AddRange(ParameterRules.MistakesIn(parameters with { Model = parameters.Model.Length > 0 ? parameters.Model : ModelOptions.Preferred }).Select(mistake => $"{ParameterNames.Of($"/parameters/{mistake.Parameter}")} {mistake.Mistake}"));
        if (parsed.GetValue(_template) is not null && parsed.GetValue(_output) is null)
            mistakes.Add("--output-template names results below an output: give --output too.");
        if (parsed.GetValue(_attempts) is < 1 or > 100)
            mistakes.Add("--attempts must be 1 to 100");
        var (deadline, budget) = (_limits.Deadline(parsed, TimeProvider.System.GetUtcNow(), mistakes), _limits.Budget(parsed, mistakes));
        if (mistakes.Count > 0)
            throw CommandException.WrongUse(mistakes is [var only] ? only : "nothing was submitted.\n  " + string.Join("\n  ", mistakes));
        return new JobRequest
        {
            Items = items.Length > 0 && paths.Count == 0 ? [.. items.Select(item => new ItemRequest(item))] : null,
            Prefix = prefix is null ? null : new(prefix, !parsed.GetValue(_flat), NoneIfEmpty(parsed.GetValue(_include)!), NoneIfEmpty(parsed.GetValue(_exclude)!)),
            Manifest = manifest is not null && IsAddress(manifest) ? new(manifest, Format(parsed)) : null,
            Output = folder is null ? parsed.GetValue(_output) : null,
            OutputTemplate = parsed.GetValue(_template),
            Parameters = parameters,
            Priority = Enum.Parse<Priority>(parsed.GetValue(_priority)!, ignoreCase: true),
            Attempts = parsed.GetValue(_attempts),
            Labels = _labels.ByName(parsed),
            Deadline = deadline,
            Budget = budget,
        };
    }

    /// <returns>What is to be uploaded: files, folders and globs; none: the images are in the object store.</returns>
    public IReadOnlyList<string> Paths(ParseResult parsed) => [.. (parsed.GetValue(_items) ?? []).Where(item => !IsAddress(item))];

    /// <returns>The folder of this machine that results are fetched into; null: they stay in the object store.</returns>
    public string? Folder(ParseResult parsed) => parsed.GetValue(_output) is { } output && !IsAddress(output) ? output : null;

    /// <summary>Whether what is in a result's way is replaced.</summary>
    public bool Overwrites(ParseResult parsed) => parsed.GetValue(_overwrite);

    /// <summary>Whether nothing says which model.</summary>
    public bool LeavesModel(ParseResult parsed) => Model(parsed) is null && _result.Fidelity.Level(parsed) is null;

    /// <returns>The list on this machine, or null when the images are named otherwise; the caller disposes of it.</returns>
    /// <exception cref="CommandException">There is none, or it cannot be read.</exception>
    public async Task<LocalList?> ListAsync(ParseResult parsed, CancellationToken ct) =>
        parsed.GetValue(_manifest) is { } manifest && !IsAddress(manifest) ? await LocalList.OpenAsync(manifest, Format(parsed), ct) : null;

    private UpscaleParameters Parameters(ParseResult parsed)
    {
        var (size, model) = (_result.Size(parsed), Model(parsed) ?? (LeavesModel(parsed) ? ModelOptions.Preferred : ""));   // a fidelity chooses among the farm's own
        var faces = _faces.Parameters(parsed, _accept);
        return new UpscaleParameters
        {
            Model = model,
            Fidelity = _result.Fidelity.Level(parsed),
            OutScale = _result.Scale(parsed) ?? (size is null && faces is not null && _faces.LeavesRest(parsed, model) ? 1 : null),
            OutWidth = size?.Width,
            OutHeight = size?.Height,
            DenoiseStrength = _result.Denoise(parsed),
            Deblock = _result.Deblock(parsed),
            Faces = faces is null || !parsed.GetValue(_accept) ? faces : faces with { AcceptLicence = true },
            EightOrientations = _result.EightOrientations(parsed),
            Format = _result.Kind(parsed)?.Extension,
            Quality = _result.Quality(parsed),
            Strip = _result.Strip(parsed),
            Consistency = _result.Fidelity.Consistency(parsed) ? null : false,
            DivergenceMap = parsed.GetValue(_map) ? true : null,
            TimeLimitSeconds = _result.TimeLimit(parsed) is 0 ? null : _result.TimeLimit(parsed),
            Overwrite = parsed.GetValue(_overwrite),
        };
    }

    private string? Model(ParseResult parsed) => _faces.Background(parsed, named: parsed.GetValue(_model) is not null) ?? parsed.GetValue(_model);

    private ManifestFormat? Format(ParseResult parsed) =>
        parsed.GetValue(_format) is { } format ? Enum.Parse<ManifestFormat>(format, ignoreCase: true) : null;

    private static bool IsAddress(string text) => text.Contains("://", StringComparison.Ordinal);

    private static string[]? NoneIfEmpty(string[] globs) => globs.Length > 0 ? globs : null;
}
