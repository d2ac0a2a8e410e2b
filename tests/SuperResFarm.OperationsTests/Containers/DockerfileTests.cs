using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace SuperResFarm.OperationsTests.Containers;

public sealed class DockerfileTests
{
    private const string User = "10001:10001";

    [Theory, MemberData(nameof(Dockerfile.Programs), MemberType = typeof(Dockerfile))]
    public void Bases_EveryVariant_HavePreciseTags(string program)
    {
        var bases = Dockerfile.Load(program).Bases.Concat(Dockerfile.Load(program, ("ACCELERATOR", "cuda")).Bases).Distinct().ToArray();

        Assert.True(bases.Length >= 2);
        Assert.All(bases, name => Assert.True(ImageName.IsPrecise(name), name));
    }

    [Theory, MemberData(nameof(Dockerfile.Programs), MemberType = typeof(Dockerfile))]
    public void Image_Started_IsNoRootAndAnswersForItself(string program)
    {
        var final = Dockerfile.Load(program).Final.ToArray();
        var executable = $"/app/superres-{program}";

        Assert.Equal(User, Assert.Single(final, each => each.Name == "USER").Text);
        Assert.Equal([executable], Dockerfile.ExecForm(Assert.Single(final, each => each.Name == "ENTRYPOINT").Text));
        Assert.Equal([executable, "health"], Dockerfile.ExecForm(Assert.Single(final, each => each.Name == "HEALTHCHECK").Text));
        Assert.Equal("SIGTERM", Assert.Single(final, each => each.Name == "STOPSIGNAL").Text);
    }

    [Theory, MemberData(nameof(Dockerfile.Programs), MemberType = typeof(Dockerfile))]
    public void Image_FilesOfTheProgram_BelongToRoot(string program)
    {
        var copies = Dockerfile.Load(program).Final.Where(each => each.Name == "COPY").ToArray();

        var given = Assert.Single(copies, copy => copy.Operands is ["/app", _]);
        Assert.Null(given.Flag("chown"));
        Assert.Equal(["/data", "/scratch"], copies.Where(copy => copy.Flag("chown") == User).Select(copy => copy.Target));
        Assert.Contains(copies, copy => copy.Sources.Contains("NOTICE"));
        Assert.DoesNotContain(Dockerfile.Load(program).Final, each => each.Name == "RUN");
    }

    [Theory, MemberData(nameof(Dockerfile.Programs), MemberType = typeof(Dockerfile))]
    public void Restore_InItsOwnLayer_SeesProjectsAloneAndHoldsTheLocks(string program)
    {
        var build = Dockerfile.Load(program).Build.ToList();
        var restore = build.FindIndex(each => each.Name == "RUN" && each.Operands is ["dotnet", "restore", ..]);
        var before = build[..restore].Where(each => each.Name == "COPY").SelectMany(copy => copy.Sources).ToArray();

        Assert.Equal("true", Dockerfile.EnvironmentOf(build[..restore])["CI"]);
        Assert.DoesNotContain(before, source => source.EndsWith('/'));
        Assert.All(before.Where(source => source.EndsWith(".csproj", StringComparison.Ordinal)), project =>
            Assert.Contains($"{Path.GetDirectoryName(project)}/packages.lock.json", before));
        Assert.Equal(["models/", "src/"], build[restore..].Where(each => each.Name == "COPY").SelectMany(copy => copy.Sources));
        Assert.Contains(" --no-restore ", Publish(build).Text);
    }

    [Theory, MemberData(nameof(Dockerfile.Programs), MemberType = typeof(Dockerfile))]
    public void Copy_Projects_AreThoseTheProgramReferences(string program)
    {
        var build = Dockerfile.Load(program).Build.ToArray();
        var root = Publish(build).Operands[2];
        var copied = build.Where(each => each.Name == "COPY").SelectMany(copy => copy.Sources).Where(source => source.EndsWith(".csproj", StringComparison.Ordinal));

        Assert.Equal(ReferencedBy(Directory.GetFiles(Repository.PathOf(root), "*.csproj").Single()).Order(), copied.Order());
    }

    [Theory, MemberData(nameof(Dockerfile.Programs), MemberType = typeof(Dockerfile))]
    public void Copy_EverySource_IsThereForTheBuilder(string program) => Assert.All(
        Dockerfile.Load(program).Instructions.Where(each => each.Name == "COPY" && each.Flag("from") is null).SelectMany(copy => copy.Sources),
        source => Assert.NotEmpty(BuildContext.FilesOf(source)));

    [Theory, MemberData(nameof(Dockerfile.Programs), MemberType = typeof(Dockerfile))]
    public void Copy_ProjectFiles_LandWhereTheyWere(string program) => Assert.All(
        Dockerfile.Load(program).Build.Where(each => each.Name == "COPY" && each.Sources.Any(source => source.Contains('/'))),
        copy => Assert.All(copy.Sources, source =>
            Assert.Equal(copy.Target.TrimEnd('/'), source.EndsWith('/') ? source.TrimEnd('/') : Path.GetDirectoryName(source))));

    [Fact]
    public void Worker_ForCuda_StartsFromCudaAndIsBuiltForIt()
    {
        var cuda = Dockerfile.Load("worker", ("ACCELERATOR", "cuda"));

        Assert.Equal("base-cuda", cuda.Final.First().Text);
        Assert.Matches(new Regex("^nvidia/cuda:13[.].*-cudnn-runtime-"), cuda.Bases.Last());
        var commands = cuda.Build.Where(each => each.Name == "RUN" && each.Operands[0] == "dotnet").ToArray();
        Assert.Equal(2, commands.Length);
        Assert.All(commands, each => Assert.Contains("-p:Accelerator=cuda", each.Text));
    }

    private static Instruction Publish(IEnumerable<Instruction> build) => Assert.Single(build, each => each.Name == "RUN" && each.Operands is ["dotnet", "publish", ..]);

    private static HashSet<string> ReferencedBy(string project)
    {
        var found = new HashSet<string> { Path.GetRelativePath(Repository.Root, project) };
        foreach (var reference in XDocument.Load(project).Descendants("ProjectReference").Select(each => each.Attribute("Include")!.Value))
            found.UnionWith(ReferencedBy(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(project)!, reference))));
        return found;
    }
}
