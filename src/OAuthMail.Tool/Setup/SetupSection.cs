using System.Text.Json.Nodes;

namespace OAuthMail.Tool.Setup;

/// <summary>Describes an account that was set up as a section of the configuration file.</summary>
internal static class SetupSection
{
    public static JsonObject Create(SetupPlan plan, string? secretFile)
    {
        var section = new JsonObject
        {
            ["Provider"] = plan.Provider.Id,
            ["Flow"] = plan.Flow.ToString(),
            ["Address"] = plan.Address,
        };
        foreach (var (name, value) in new[]
        {
            ("TenantId", plan.TenantId), ("ClientId", plan.ClientId), ("ClientSecretFile", secretFile),
            ("ServiceAccountKeyFile", plan.ServiceAccountKeyFile),
        })
        {
            if (value is not null) section[name] = value;
        }

        if (plan.CertificateFile is null) return section;
        var certificate = new JsonObject { ["File"] = plan.CertificateFile };
        if (plan.CertificateKeyFile is { } key) certificate["KeyFile"] = key;
        section["Certificate"] = certificate;
        return section;
    }
}
