using System.CommandLine;
using SuperResFarm.Cli.Commands;
using SuperResFarm.Cli.FarmCommands;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Tests.Cli.FarmCommands;

public class SubmitOptionsTests
{
    private static readonly UpscaleParameters _usual = new() { Model = "superres-compact-x4" };

    public static TheoryData<string, UpscaleParameters> EachOption => new()
    {
        { "", _usual },
        { "-n compact", _usual with { Model = "compact" } },
        { "--model_name compact", _usual with { Model = "compact" } },
        { "-s 2.5", _usual with { OutScale = 2.5 } },
        { "--outscale 3", _usual with { OutScale = 3 } },
        { "--size 1920x1080", _usual with { OutWidth = 1920, OutHeight = 1080 } },
        { "-dn 0.25", _usual with { DenoiseStrength = 0.25 } },
        { "-dn 0", _usual with { DenoiseStrength = 0 } },
        { "-x", _usual with { EightOrientations = true } },
        { "--deblock 0.5", _usual with { Deblock = "0.5" } },
        { "--deblock auto", _usual with { Deblock = "auto" } },   // which is not what goes without saying under evidence
        { "--fidelity evidence", _usual with { Model = "", Fidelity = FidelityLevel.Evidence } },   // the farm chooses
        { "--fidelity balanced -n compact", _usual with { Model = "compact", Fidelity = FidelityLevel.Balanced } },
        { "--no-consistency", _usual with { Consistency = false } },
        { "--divergence-map", _usual with { DivergenceMap = true } },
        { "-f webp", _usual with { Format = "webp" } },
        { "--ext jpg", _usual with { Format = "jpg" } },
        { "-f auto", _usual },
        { "--quality 80", _usual with { Quality = 80 } },
        { "--strip", _usual with { Strip = true } },
        { "--timeout 12.5", _usual with { TimeLimitSeconds = 12.5 } },
        { "--timeout 0", _usual },
        { "--overwrite", _usual with { Overwrite = true } },
        { "--face_enhance", _usual with { Faces = new() } },
        { "--version 1.3", _usual with { Faces = new() { Version = "1.3" } } },
        { "--face-model mine --accept-licence", _usual with { Faces = new() { Model = "mine", AcceptLicence = true } } },
        { "--face_enhance --face-detector finder --face-parser none", _usual with { Faces = new() { Detector = "finder", Parser = "none" } } },
        { "--face_enhance --weight 0.5 --max-faces 7", _usual with { Faces = new() { Weight = 0.5, MaxFaces = 7 } } },
        { "--only_center_face --bg_upsampler realesrgan", _usual with { Faces = new() { OnlyCenterFace = true } } },
        { "--face_enhance --bg_upsampler compact", _usual with { Model = "compact", Faces = new() } },
        { "--face_enhance --bg_upsampler none", _usual with { Model = "lanczos", OutScale = 1, Faces = new() } },
        { "--face_enhance --bg_upsampler none -s 2", _usual with { Model = "lanczos", OutScale = 2, Faces = new() } },
        { "--aligned", _usual with { Model = "lanczos", OutScale = 1, Faces = new() { Aligned = true } } },
        { "--aligned -n compact", _usual with { Model = "compact", Faces = new() { Aligned = true } } },
    };

    // An image of a list may be without; a command is for all of them.
    public static TheoryData<string> FaceProperties => [.. typeof(FaceParameters).GetProperties().Select(property => property.Name).Where(name => name != "Enhance")];

    public static TheoryData<string> Properties => [.. typeof(UpscaleParameters).GetProperties().Select(property => property.Name).Where(name => name != "ModelSha256")];

    [Theory, MemberData(nameof(EachOption))]
    public void Request_EachOption_EndsInItsParameter(string options, UpscaleParameters expected) => Assert.Equal(expected, Request($"s3://in/a.png {options}").Parameters);

    [Theory, MemberData(nameof(Properties))]
    public void Request_EachParameter_HasAnOption(string property)
    {
        object? Of(UpscaleParameters parameters) => typeof(UpscaleParameters).GetProperty(property)!.GetValue(parameters);
        Assert.Contains(EachOption, row => !Equals(Of((UpscaleParameters)row[1]), Of(_usual)));
    }

    [Theory, MemberData(nameof(FaceProperties))]
    public void Request_EachFaceParameter_HasAnOption(string property) => Assert.Contains(
        EachOption, row => ((UpscaleParameters)row[1]).Faces is { } faces && typeof(FaceParameters).GetProperty(property)!.GetValue(faces) is not null);

    [Theory]
    [InlineData("--weight 0.5", "--weight is about restored faces")]
    [InlineData("--accept-licence", "--accept-licence is about restored faces")]
    [InlineData("--version 9", "1.3, 1.4, RestoreFormer")]
    [InlineData("--face_enhance --bg_upsampler lanczos -n compact", "leave one out")]
    [InlineData("--face_enhance --version 1.3 --face-model mine", "leave one out")]
    public void Request_FaceOptionsThatContradict_AreNamed(string options, string said) =>
        Assert.Contains(said, Assert.Throws<FarmException>(() => Request($"s3://in/a.png {options}")).Message, StringComparison.Ordinal);

    [Fact]
    public void Request_FaceValuesOutOfRange_AreToldByOption()
    {
        var fault = Assert.Throws<CommandException>(() => Request("s3://in/a.png --aligned --only_center_face --weight 2 --max-faces 0 --face-parser ../x"));
        Assert.All(["--weight must be 0", "--max-faces must be 1 to 1000", "--only_center_face cannot stand beside aligned", "--face-parser must be a model's name"],
            said => Assert.Contains(said, fault.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Request_Everything_IsCarried()
    {
        var request = Request("--prefix s3://in/x/ --include *.jpg --exclude a/* --no-recursive -o s3://out/ --priority high --attempts 7");
        Assert.Equal(("s3://in/x/", false), (request.Prefix!.Uri, request.Prefix.Recursive));
        Assert.Equal(["*.jpg"], request.Prefix.Include!);
        Assert.Equal(["a/*"], request.Prefix.Exclude!);
        Assert.Equal(("s3://out/", Priority.High, 7), (request.Output, request.Priority, request.Attempts));
        Assert.Null(request.Items);
        Assert.Null(request.Manifest);
    }

    [Fact]
    public void Request_NothingSaid_IsAsTheContractHasIt()
    {
        var (request, usual) = (Request("s3://in/a.png s3://in/b.png"), new JobRequest { Parameters = _usual });
        Assert.Equal([new ItemRequest("s3://in/a.png"), new("s3://in/b.png")], request.Items!);
        Assert.Equal((usual.Output, usual.Priority, usual.Attempts), (request.Output, request.Priority, request.Attempts));
        Assert.Equal(new PrefixRequest("s3://in/"), Request("--prefix s3://in/").Prefix);
        Assert.Equal(new ManifestRequest("s3://in/list.csv"), Request("--manifest s3://in/list.csv").Manifest);
        Assert.Equal(ManifestFormat.Csv, Request("--manifest s3://in/list --manifest-format csv").Manifest!.Format);
        Assert.Null(Request("--manifest list.csv").Manifest);
    }

    [Fact]
    public void Request_SeveralMistakes_AreToldTogether()
    {
        var fault = Assert.Throws<CommandException>(() => Request("-s 99 --size 10x10 --quality 0 -dn 2 --timeout 1e9 --attempts 101"));
        Assert.Equal(ExitCodes.WrongUse, fault.ExitCode);
        Assert.All(
            ["exactly one", "--outscale must be 0.05 to 32", "--outscale cannot stand beside", "--quality", "--denoise_strength", "--timeout", "--attempts"],
            part => Assert.Contains($"\n  {part}", fault.Message.Replace("Give files, folders or addresses of images, or --prefix, or --manifest: ", "", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    [Fact]
    public void Request_PathsAndFolders_AreOfThisMachine()
    {
        var command = new Command("submit");
        var submit = new SubmitOptions();
        submit.AddTo(command);
        var local = command.Parse(["in", "b.png", "-o", "out"]);
        Assert.Equal(["in", "b.png"], submit.Paths(local));
        Assert.Equal("out", submit.Folder(local));
        Assert.Equal((null, null), (submit.Request(local).Items, submit.Request(local).Output));
        var stored = command.Parse(["s3://in/a.png", "-o", "s3://out/"]);
        Assert.Empty(submit.Paths(stored));
        Assert.Equal((null, "s3://out/"), (submit.Folder(stored), submit.Request(stored).Output));
    }

    [Fact]
    public void NamesThatUpscaleHas_MeanTheSameHere()
    {
        var here = new Command("submit");
        new SubmitOptions().AddTo(here);
        var there = UpscaleCommand.Create();
        foreach (var name in new[] { "-n", "-dn", "-s", "--size", "-x", "-f", "--quality", "--strip", "--deblock", "--timeout" })
            Assert.Equal(Names(there, name), Names(here, name));
    }

    private static string Names(Command command, string name)
    {
        var option = command.Options.Single(option => option.Name == name || option.Aliases.Contains(name));
        return string.Join(' ', option.Aliases.Prepend(option.Name));
    }

    private static JobRequest Request(string line)
    {
        var command = new Command("submit");
        var submit = new SubmitOptions();
        submit.AddTo(command);
        var parsed = command.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Empty(parsed.Errors);
        return submit.Request(parsed);
    }
}
