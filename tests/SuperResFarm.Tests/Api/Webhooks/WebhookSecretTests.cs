using SuperResFarm.Api.Webhooks;

namespace SuperResFarm.Tests.Api.Webhooks;

public class WebhookSecretTests
{
    // Those that the specification's own libraries are tested with.
    [Theory]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk", 1649367553, "{\"email\":\"test@example.com\",\"username\":\"test_user\"}", "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=")]
    [InlineData("whsec_plJ3nmyCDGBKInavdOK15jsl", "msg_loFOjxBNrRLzqYUf", 1731705121, "{\"event_type\":\"ping\",\"data\":{\"success\":true}}", "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    public void Sign_PublishedVectors_Match(string secret, string id, long timestamp, string body, string signature) =>
        Assert.Equal(signature, WebhookSecret.Sign(secret, id, timestamp, body));

    [Fact]
    public void Sign_AnythingElse_IsAnotherSignature()
    {
        var secret = WebhookSecret.New();
        string[] signatures =
        [
            WebhookSecret.Sign(secret, "a", 1, "x"), WebhookSecret.Sign(secret, "b", 1, "x"), WebhookSecret.Sign(secret, "a", 2, "x"), WebhookSecret.Sign(secret, "a", 1, "y"),
            WebhookSecret.Sign(WebhookSecret.New(), "a", 1, "x"),
        ];
        Assert.Equal(signatures.Length, signatures.Distinct().Count());
    }

    [Fact]
    public void New_IsWhatTheSpecificationWants()
    {
        var secret = WebhookSecret.New();
        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        Assert.InRange(Convert.FromBase64String(secret["whsec_".Length..]).Length, 24, 64);
        Assert.NotEqual(secret, WebhookSecret.New());
    }
}
