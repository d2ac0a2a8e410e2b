using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using SuperResFarm.Broker.Queues;

namespace SuperResFarm.OperationsTests.Containers;

public sealed class RabbitStartTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("superres-rabbit-");

    [Fact]
    public async Task Start_WithAPassword_WritesTheUserBesideTheDefinitions()
    {
        var (code, _) = await RunAsync("geheim-1");

        Assert.Equal(0, code);
        using var written = JsonDocument.Parse(File.ReadAllText(In("run/definitions/1-user.json")));
        var user = Assert.Single(written.RootElement.GetProperty("users").EnumerateArray());
        Assert.Equal(Compose.Services["api"].Environment["Broker__Username"], user.GetProperty("name").GetString());
        Assert.Equal("geheim-1", user.GetProperty("password").GetString());
        var rights = new Regex(Assert.Single(written.RootElement.GetProperty("permissions").EnumerateArray()).GetProperty("configure").GetString()!);
        Assert.Matches(rights, QueueNames.Reports);
        Assert.DoesNotMatch(rights, "superresX");
        Assert.Equal(File.ReadAllText(Repository.PathOf("deploy/rabbitmq/definitions.json")), File.ReadAllText(In("run/definitions/2-farm.json")));
    }

    [Theory, InlineData(""), InlineData("with\"quote"), InlineData("with\\backslash")]
    public async Task Start_PasswordThatCannotBeWritten_EndsWithTheVariablesName(string password)
    {
        var (code, said) = await RunAsync(password);

        Assert.Equal(2, code);
        Assert.Contains("SUPERRES_QUEUE_PASSWORD", said);
    }

    [Fact]
    public void Configuration_Definitions_AreWhereTheStartWritesThem() =>
        Assert.Contains("load_definitions = /run/superres/definitions\n", File.ReadAllText(Repository.PathOf("deploy/docker/rabbitmq.conf")));

    public void Dispose() => _folder.Delete(recursive: true);

    private string In(string name) => Path.Combine(_folder.FullName, name);

    // As in the container, but what it ends in only says that it was reached.
    private async Task<(int Code, string Said)> RunAsync(string password)
    {
        File.Copy(Repository.PathOf("deploy/docker/rabbitmq.sh"), In("rabbitmq.sh"));
        File.Copy(Repository.PathOf("deploy/rabbitmq/definitions.json"), In("definitions.json"));
        File.WriteAllText(In("docker-entrypoint.sh"), "#!/bin/sh\n[ \"$*\" = rabbitmq-server ] && [ -z \"${FARM_PASSWORD:-}\" ]\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(In("docker-entrypoint.sh"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var start = new ProcessStartInfo("bash", [In("rabbitmq.sh"), In("run")]) { RedirectStandardError = true };
        start.Environment["FARM_PASSWORD"] = password;
        start.Environment["PATH"] = $"{_folder.FullName}:{start.Environment["PATH"]}";
        using var process = Process.Start(start)!;
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, said);
    }
}
