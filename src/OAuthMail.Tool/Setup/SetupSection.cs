using System.Text.Json.Nodes;
using OAuthMail.Tool.Configuration;

namespace OAuthMail.Tool.Setup;

/// <summary>Describes an account that was set up as a section of the configuration file.</summary>
internal static class SetupSection
{
    public static JsonObject Create(SetupPlan plan, string? secretFile)
    {
        var section = new JsonObject();
        section.Set("Provider", plan.Provider.Id);
        section.Set("Flow", plan.Flow.ToString());
        section.Set("Address", plan.Address);
        section.Set("TenantId", plan.TenantId);
        section.Set("ClientId", plan.ClientId);
        section.Set("ClientSecretFile", secretFile);
        section.Set("ServiceAccountKeyFile", plan.ServiceAccountKeyFile);
        section.SetCertificate(plan.CertificateFile, plan.CertificateKeyFile);
        return section;
    }
}
