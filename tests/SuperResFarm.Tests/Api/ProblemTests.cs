using System.Data.Common;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using SuperResFarm.Api.Problems;
using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Tests.Api;

public class ProblemTests
{
    [Theory]
    [InlineData(FailureCode.AddressForbidden, 403)]
    [InlineData(FailureCode.AddressInvalid, 422)]
    [InlineData(FailureCode.SettingsInvalid, 422)]
    [InlineData(FailureCode.SourceMissing, 422)]
    [InlineData(FailureCode.ModelUnknown, 422)]
    [InlineData(FailureCode.StorageUnavailable, 503)]
    [InlineData(FailureCode.StorageFull, 503)]
    [InlineData(FailureCode.Internal, 500)]
    public void Of_Failure_HasItsStatusAndCode(FailureCode code, int status)
    {
        var problem = FaultMap.Of(new FarmException(code, Disposition.Reject, "A sentence."));
        Assert.Equal((status, code.Spelled(), "A sentence."), (problem.Status, problem.Code, problem.Message));
        Assert.Equal(status == 503, problem.RetryAfter is not null);
    }

    [Fact]
    public void Of_AbsentDatabase_IsUnavailable()
    {
        Exception[] faults =
        [
            new FakeDbException(null), new FakeDbException("57P01"), new FakeDbException("08006"), new SocketException(111),
            new InvalidOperationException("wrapped", new FakeDbException(null)), new TimeoutException(),
        ];
        Assert.All(faults, fault => Assert.Equal((503, FaultMap.DatabaseUnavailable, true), Facts(FaultMap.Of(fault))));

        static (int, string, bool) Facts(ProblemException problem) => (problem.Status, problem.Code, problem.RetryAfter is not null);
    }

    [Theory]
    [InlineData("23505")]
    [InlineData("42P01")]
    [InlineData("22021")]
    public void Of_DatabaseAskedWrong_IsOurMistake(string state) => Assert.Equal(500, FaultMap.Of(new FakeDbException(state)).Status);

    [Fact]
    public void Of_UnforeseenFault_TellsNothingOfIt()
    {
        var problem = FaultMap.Of(new InvalidOperationException("Password=secret"));
        Assert.Equal((500, "internal"), (problem.Status, problem.Code));
        Assert.DoesNotContain("secret", problem.Message);
    }

    [Fact]
    public void Of_LongBody_NamesTheRemedy()
    {
        var problem = FaultMap.Of(new BadHttpRequestException("Request body too large.", 413));
        Assert.Equal((413, "body-too-large"), (problem.Status, problem.Code));
    }

    [Fact]
    public void ThrowIfAny_ManyMistakes_ShowsSomeAndCountsTheRest()
    {
        var mistakes = new MistakeList();
        mistakes.ThrowIfAny();
        for (var at = 0; at < 250; at++)
            mistakes.Add($"/items/{at}", "wrong");
        var problem = Assert.Throws<ProblemException>(mistakes.ThrowIfAny);
        Assert.Equal((422, "settings-invalid"), (problem.Status, problem.Code));
        Assert.Equal(101, problem.Errors?.Count);
        Assert.Contains("150 more", problem.Errors?[^1].Detail);
        Assert.Contains("250 mistakes", problem.Message);
    }

    [Fact]
    public void ThrowIfAny_ForbiddenAmongOthers_Forbids()
    {
        var mistakes = new MistakeList();
        mistakes.Add("/a", "wrong");
        mistakes.Add("/b", "not yours", FailureCode.AddressForbidden);
        mistakes.Add("/c", "wrong", FailureCode.AddressInvalid);
        var problem = Assert.Throws<ProblemException>(mistakes.ThrowIfAny);
        Assert.Equal((403, "address-forbidden"), (problem.Status, problem.Code));
        Assert.Equal(["/a", "/b", "/c"], problem.Errors!.Select(mistake => mistake.Pointer));
    }

    private sealed class FakeDbException(string? state) : DbException("fake")
    {
        public override string? SqlState => state;
    }
}
