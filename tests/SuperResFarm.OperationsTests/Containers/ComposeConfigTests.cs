namespace SuperResFarm.OperationsTests.Containers;

public sealed class ComposeConfigTests
{
    [ComposeTheory, InlineData(""), InlineData("gpu")]
    public async Task Config_EveryProfile_IsAccepted(string profile)
    {
        string[] chosen = profile.Length > 0 ? ["--profile", profile] : [];
        var command = ComposeTheoryAttribute.Command!;

        var services = await Tool.RunAsync(command[0], [.. command[1..], "-f", Repository.PathOf("docker-compose.yml"), .. chosen, "config", "--services"]);

        // Older programs name the services of every profile.
        Assert.Empty(Compose.Services.Keys.Where(name => profile == "gpu" || name != "worker-gpu").Except(services.Split('\n')));
    }
}
