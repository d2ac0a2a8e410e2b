using System.CommandLine;
using SuperResFarm.Cli.FarmCommands;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Tests.Cli.FarmCommands;

public class LimitOptionsTests
{
    private static readonly DateTimeOffset _now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("90s", "2026-11-30T12:01:30Z")]
    [InlineData("90min", "2026-11-30T13:30:00Z")]
    [InlineData("2h", "2026-11-30T14:00:00Z")]
    [InlineData("1.5d", "2026-12-02T00:00:00Z")]
    [InlineData("2026-12-24T18:00:00Z", "2026-12-24T18:00:00Z")]
    [InlineData("2026-12-24T18:00:00+01:00", "2026-12-24T17:00:00Z")]
    [InlineData("367d", null)]
    [InlineData("soon", null)]
    [InlineData("5 weeks", null)]
    [InlineData("-1h", null)]
    [InlineData("", null)]
    public void Time_AnyForm_IsReadOrRefused(string text, string? time) =>
        Assert.Equal(time is null ? null : DateTimeOffset.Parse(time, null), LimitOptions.TimeOf(text, _now));

    [Fact]
    public void Retry_Options_BecomeTheBodyOrNone()
    {
        Assert.Null(Retry());
        Assert.Equal(new RetryRequest { Deadline = _now.AddHours(3) }, Retry("--deadline", "3h"));
        Assert.Equal(new RetryRequest { Budget = new BudgetBody(500, 60, 1.25) }, Retry("--budget-megapixels", "500", "--budget-device-seconds", "60", "--budget-cost", "1.25"));
    }

    [Theory]
    [InlineData("--budget-cost", "0")]
    [InlineData("--budget-megapixels", "-5")]
    [InlineData("--deadline", "2020-01-01T00:00:00Z")]
    [InlineData("--deadline", "soon")]
    public void Retry_OutOfRange_NamesTheOption(string option, string value) =>
        Assert.Contains(option, Assert.Throws<CommandException>(() => Retry(option, value)).Message, StringComparison.Ordinal);

    private static RetryRequest? Retry(params string[] arguments)
    {
        var (command, options) = (new Command("retry"), new LimitOptions());
        options.AddTo(command);
        return options.Retry(command.Parse(arguments), _now);
    }
}
