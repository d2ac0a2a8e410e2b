using SuperResFarm.Cli.FarmCommands;
using SuperResFarm.Cli.Reporting;

namespace SuperResFarm.Tests.Cli.FarmCommands;

public class FarmOptionsTests
{
    [Theory]
    [InlineData(null, null, "http://127.0.0.1:8080/")]
    [InlineData(null, "", "http://127.0.0.1:8080/")]
    [InlineData(null, "https://farm.example", "https://farm.example/")]
    [InlineData("http://[::1]:9000/base", "https://farm.example", "http://[::1]:9000/base/")]
    [InlineData("http://farm.example/base/", null, "http://farm.example/base/")]
    public void AddressOf_OptionBeforeEnvironmentBeforeUsual(string? given, string? variable, string expected) =>
        Assert.Equal(expected, FarmOptions.AddressOf(given, variable).AbsoluteUri);

    [Theory]
    [InlineData("", null, "--farm")]
    [InlineData("localhost", null, "--farm")]
    [InlineData(null, "localhost:8080", "SUPERRES_FARM")]
    [InlineData("file:///tmp", null, "--farm")]
    [InlineData("http://farm/#x", null, "--farm")]
    public void AddressOf_NoAddress_NamesWhereItStands(string? given, string? variable, string name) =>
        Assert.StartsWith(name, Assert.Throws<CommandException>(() => FarmOptions.AddressOf(given, variable)).Message, StringComparison.Ordinal);
}
