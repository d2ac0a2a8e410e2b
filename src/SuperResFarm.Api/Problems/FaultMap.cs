using System.Data.Common;
using System.Net.Sockets;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Jobs.Tenants;

namespace SuperResFarm.Api.Problems;

/// <summary>What a client is told of a failure. Only sentences that were written for people go out; everything else stays in the log.</summary>
internal static class FaultMap
{
    /// <summary>Code when the database does not answer.</summary>
    public const string DatabaseUnavailable = "database-unavailable";

    private static readonly TimeSpan _soon = TimeSpan.FromSeconds(5);

    /// <returns>The answer to a failure; status 500 when nobody foresaw it.</returns>
    public static ProblemException Of(Exception fault) => fault switch
    {
        ProblemException problem => problem,
        QuotaException full => new(StatusCodes.Status429TooManyRequests, "quota-exceeded", full.Message, full)
        {
            RetryAfter = full.RetryAfter,
            Quota = new QuotaBody(full.Quota, full.Limit, full.Used),
        },
        FarmException { Code: var code } farm => new(StatusOf(code), code.Spelled(), farm.Message, farm)
        {
            RetryAfter = StatusOf(code) == StatusCodes.Status503ServiceUnavailable ? _soon : null,
        },
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } large => new(large.StatusCode, "body-too-large",
            "The body is longer than is accepted here; put the list of images into the object store and name it as a manifest.", large),
        BadHttpRequestException bad => new(bad.StatusCode, "request-malformed", bad.Message, bad),
        _ when IsOfDatabase(fault) => NoDatabase(fault),
        IOException or UnauthorizedAccessException when fault.SaysFull() => new(StatusCodes.Status503ServiceUnavailable, FailureCode.StorageFull.Spelled(),
            "The service has no room left to read the list of images; try again later.", fault)
        {
            RetryAfter = _soon,
        },
        _ => new(StatusCodes.Status500InternalServerError, FailureCode.Internal.Spelled(),
            "Something went wrong here that nobody foresaw; the service's log tells it under this trace id.", fault),
    };

    /// <returns>The answer while the database cannot be used.</returns>
    public static ProblemException NoDatabase(Exception? fault = null) => new(StatusCodes.Status503ServiceUnavailable, DatabaseUnavailable,
        "The database does not answer; nothing was changed. Try again in a moment.", fault)
    {
        RetryAfter = _soon,
    };

    /// <returns>The status that goes with a failure.</returns>
    public static int StatusOf(FailureCode code) => code switch
    {
        FailureCode.AddressForbidden => StatusCodes.Status403Forbidden,
        FailureCode.StorageUnavailable or FailureCode.StorageFull or FailureCode.ModelUnavailable or FailureCode.TimedOut => StatusCodes.Status503ServiceUnavailable,
        FailureCode.Internal or FailureCode.DeviceUnavailable or FailureCode.OutOfMemory or FailureCode.EngineFailed or FailureCode.DeviceFailed => StatusCodes.Status500InternalServerError,
        _ => StatusCodes.Status422UnprocessableEntity,
    };

    /// <returns>Whether the database is away or has a bad moment, rather than being asked something wrong.</returns>
    public static bool IsOfDatabase(Exception fault)
    {
        for (var inner = fault; inner is not null; inner = inner.InnerException)
        {
            // Classes 22, 23 and 42 of SQLSTATE: a value, a constraint, a statement. They would fail the same way again.
            if (inner is DbException known)
                return known.SqlState is not { Length: 5 } state || !(state.StartsWith("22", StringComparison.Ordinal)
                    || state.StartsWith("23", StringComparison.Ordinal) || state.StartsWith("42", StringComparison.Ordinal));
            if (inner is SocketException or TimeoutException)
                return true;
        }
        return false;
    }
}
