using System.Diagnostics;
using System.Text.Json;
using SuperResFarm.Inference.Providers;

namespace SuperResFarm.Tests;

/// <summary>The build property that chooses what networks can run on. Nothing is restored here, so the packages need not be to be had.</summary>
public class AcceleratorTests
{
    private const string Cpu = "Microsoft.ML.OnnxRuntime", Gpu = "Microsoft.ML.OnnxRuntime.Gpu";

    private static readonly string? _root = RootAbove(AppContext.BaseDirectory);

    [Theory]
    [InlineData("", Cpu)]
    [InlineData("-p:Accelerator=cpu", Cpu)]
    [InlineData("-p:Accelerator=cuda", Gpu)]
    public async Task Build_Accelerator_SelectsThePackage(string property, string package)
    {
        var (status, text) = await MsBuildAsync("SuperResFarm.Inference", [property, "-getItem:PackageReference", "-getItem:PackageVersion", "-getProperty:NuGetLockFilePath"]);
        Assert.True(status == 0, text);
        using var json = JsonDocument.Parse(text);
        var items = json.RootElement.GetProperty("Items");

        Assert.Equal(
            new[] { package, "Microsoft.ML.OnnxRuntime.Managed" }.Order(),
            items.GetProperty("PackageReference").EnumerateArray().Select(Name).Where(name => name.StartsWith("Microsoft.ML", StringComparison.Ordinal)).Order());
        Assert.Single(items.GetProperty("PackageVersion").EnumerateArray().Where(item => Name(item).StartsWith("Microsoft.ML", StringComparison.Ordinal)).Select(Version).Distinct());
        // The committed lock files stay those of the default.
        Assert.Equal(package == Gpu, json.RootElement.GetProperty("Properties").GetProperty("NuGetLockFilePath").GetString()!.EndsWith("/obj/packages.cuda.lock.json", StringComparison.Ordinal));

        static string Name(JsonElement item) => item.GetProperty("Identity").GetString()!;
        static string? Version(JsonElement item) => item.GetProperty("Version").GetString();
    }

    [Theory, InlineData("SuperResFarm.Inference"), InlineData("SuperResFarm.Cli")]
    public async Task Build_UnknownAccelerator_IsAnErrorThatNamesTheKnown(string project)
    {
        var (status, text) = await MsBuildAsync(project, ["-p:Accelerator=rocm", "-t:CollectPackageReferences"]);
        Assert.NotEqual(0, status);
        Assert.Contains("Accelerator=rocm is unknown: give cpu, which is the default, or cuda.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void OfThisProcess_TheseTests_AreTheProcessorsBuild()
    {
        Assert.Equal("cpu", OnnxBuild.OfThisProcess.Accelerator);
        Assert.False(OnnxBuild.OfThisProcess.HasCuda);
    }

    private static async Task<(int Status, string Text)> MsBuildAsync(string project, IEnumerable<string> arguments)
    {
        Assert.True(_root is not null, "The tests run beside their sources.");
        var start = new ProcessStartInfo("dotnet", ["msbuild", $"{_root}/src/{project}/{project}.csproj", "-nologo", "-nodeReuse:false", .. arguments.Where(one => one.Length > 0)]) { RedirectStandardOutput = true };
        start.Environment.Remove("MSBUILD_EXE_PATH");   // the test host's
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, text);
    }

    private static string? RootAbove(string folder) =>
        File.Exists(Path.Combine(folder, "SuperResFarm.sln")) ? folder : Directory.GetParent(folder) is { } above ? RootAbove(above.FullName) : null;
}
