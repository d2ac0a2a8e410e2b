using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SuperResFarm.Jobs.MigrationsSqlite
{
    /// <inheritdoc />
    public partial class Stops : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<double>(
                name: "budget_cost",
                table: "jobs",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "budget_device_seconds",
                table: "jobs",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "budget_megapixels",
                table: "jobs",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "deadline_at",
                table: "jobs",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "round",
                table: "jobs",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<double>(
                name: "spent_cost",
                table: "jobs",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<double>(
                name: "spent_device_seconds",
                table: "jobs",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<double>(
                name: "spent_megapixels",
                table: "jobs",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<string>(
                name: "stopped_because",
                table: "jobs",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_jobs_deadline",
                table: "jobs",
                column: "deadline_at",
                filter: "deadline_at IS NOT NULL AND state < 2");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_jobs_deadline",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "budget_cost",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "budget_device_seconds",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "budget_megapixels",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "deadline_at",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "round",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "spent_cost",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "spent_device_seconds",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "spent_megapixels",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "stopped_because",
                table: "jobs");
        }
    }
}
