using k8s.Models;
using SuperResFarm.Contracts.Http;
using SuperResFarm.OperationsTests.Helm.Rendering;

namespace SuperResFarm.OperationsTests.Helm;

public sealed class ProgramTests : IDisposable
{
    private const int Failed = 1;
    private const int WrongSettings = 2;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("superres-pod-");

    [ChartTheory, MemberData(nameof(ValueSets.All), MemberType = typeof(ValueSets))]
    public async Task Worker_WithThePoolsEnvironment_ComplainsOfNothingElse(string set)
    {
        foreach (var (pool, deployment) in (await ValueSets.RenderAsync(set)).Pools())
        {
            // All mistakes are told at once, so one that is made on purpose shows that there is no other.
            var result = await RunAsync("superres-worker", deployment.Spec.Template.Spec.Containers[0], ("Worker__MaxDeliveries", "0"));

            Assert.True(result.ExitCode == WrongSettings, $"{pool}: {result}");
            Assert.Contains("Worker:MaxDeliveries", Assert.Single(Lines(result.Errors)), StringComparison.Ordinal);
        }
    }

    [ChartTheory, MemberData(nameof(ValueSets.All), MemberType = typeof(ValueSets))]
    public async Task Api_WithItsEnvironment_ComplainsOfNothingElse(string set)
    {
        var result = await RunAsync("superres-api", (await ValueSets.RenderAsync(set)).Api().Spec.Template.Spec.Containers[0], ("Api__MaxItems", "0"));

        Assert.True(result.ExitCode == WrongSettings, $"{result}");
        Assert.Contains("Api:MaxItems", Assert.Single(Lines(result.Errors)), StringComparison.Ordinal);
    }

    [ChartFact]
    public async Task Migrations_WithoutADatabase_FailSoThatTheJobTriesAgain()
    {
        var job = Assert.Single((await ValueSets.RenderAsync("default")).Of<V1Job>());

        var result = await RunAsync("superres-api", job.Spec.Template.Spec.Containers[0]);

        Assert.True(result.ExitCode == Failed, $"{result}");
        Assert.DoesNotContain(result.ExitCode, job.Spec.PodFailurePolicy.Rules.SelectMany(rule => rule.OnExitCodes.Values).Select(code => (int)code!));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    // As in the pod, with the pod's folders below one of the test's.
    private async Task<CommandResult> RunAsync(string program, V1Container container, params (string Name, string Value)[] others)
    {
        foreach (var mount in container.VolumeMounts)
            Directory.CreateDirectory(_folder.FullName + mount.MountPath);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "secrets/broker/password"), "password");
        if (Directory.Exists(Path.Combine(_folder.FullName, "secrets/database")))
            await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "secrets/database/connectionString"), "Host=127.0.0.1;Port=1;Database=jobs;Username=farm;Password=password");
        if (Directory.Exists(Path.Combine(_folder.FullName, "secrets/keys")))
        {
            await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "secrets/keys/pepper"), new string('p', 48));
            await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "secrets/keys/bootstrap"), KeyText.Create().Reveal());
        }
        var environment = container.Env.ToDictionary(one => one.Name, one => one.Value is null ? "from-elsewhere" : one.Value.StartsWith('/') && one.Value.Length > 1 ? _folder.FullName + one.Value : one.Value);
        foreach (var (name, value) in others)
            environment[name] = value;
        return await Command.RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, program + ".dll"), .. container.Args ?? []], _folder.FullName, environment);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
